/**
 * What each role must be able to do at the server, and nothing more: the rights to put into a
 * nats-server's configuration.
 *
 *                       submitter            host
 *    queue of chunks    put, drop, count     take, answer
 *    results            receive, read        send, append
 *    store              all                  put and get, one name at a time
 *    jobs that are over say, hear            hear
 *    hosts              ask, order, hear     hear, answer, say that they have changed
 *
 * A submitter can put chunks and not take them; a host can take them and not put any, and sees no
 * results but its own; whoever is neither can do nothing. Submitters of one pool can look at each
 * other's jobs: those who must not need pools of their own.
 */
import { checkInteger } from '../../../core/base/check.ts';
import { checkToken } from '../names.ts';
import { CONSUMER, type Role, Subjects } from './subjects.ts';

/**
 * Rights as the server's configuration spells them.
 *
 * @example
 * const rights: Permissions = permissionsFor({ pool: 'demo', role: 'submitter' });
 * console.log(JSON.stringify(rights.publish));
 */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/**
 * Whose rights they are.
 *
 * @example
 * const options: PermissionOptions = { pool: 'demo', role: 'host' };
 * console.log(permissionsFor(options).subscribe);
 */
export interface PermissionOptions {
  readonly pool: string;
  readonly role: Role;
  /** As the pool's. Default 1. */
  readonly partitions?: number;
}

/**
 * The rights of one role of one pool. Both may answer a request once, whoever it came from.
 * @throws {OptionError} for a bad pool name or number.
 * @example
 * const { publish, subscribe } = permissionsFor({ pool: 'demo', role: 'submitter' });
 */
export function permissionsFor({ pool, role, partitions = 1 }: PermissionOptions): Permissions {
  const subjects = new Subjects(checkToken('pool', pool));
  const parts = Array.from(
    { length: checkInteger('partitions', partitions, 1) },
    (_, part) => part,
  );
  const queues = parts.map((part) => subjects.queueStream(part));
  return role === 'submitter' ? ofSubmitter(subjects, queues) : ofHost(subjects, queues);
}

/**
 * One user for the server's configuration, in a block `authorization { users = [ … ] }`. The password may
 * be a hash made by `nats server passwd`.
 *
 * @example
 * console.log(userConfig({ user: 'ann', password: '$2a$11$…' }, { pool: 'demo', role: 'submitter' }));
 */
export function userConfig(
  user: { readonly user: string; readonly password: string },
  options: PermissionOptions,
): string {
  const { publish, subscribe } = permissionsFor(options);
  const list = (subjects: readonly string[]): string =>
    subjects.map((subject) => `        ${JSON.stringify(subject)}`).join('\n');
  return [
    '{',
    `  user: ${JSON.stringify(user.user)}, password: ${JSON.stringify(user.password)}`,
    '  permissions {',
    `    publish {\n      allow [\n${list(publish)}\n      ]\n    }`,
    `    subscribe {\n      allow [\n${list(subscribe)}\n      ]\n    }`,
    '    allow_responses: true',
    '  }',
    '}',
  ].join('\n');
}

function ofSubmitter(subjects: Subjects, queues: readonly string[]): Permissions {
  const { poisonStream, storeStream, resultStream, cancelledStream } = subjects;
  const streams = [...queues, ...subjects.sideStreams];
  return {
    publish: [
      subjects.chunk('*', '*', '*'),
      subjects.storedOf('*'),
      subjects.cancelled('*'),
      subjects.presence,
      subjects.control(ORDERS),
      ...streams.map((stream) => api('STREAM.INFO', stream)),
      // The first submitter makes the pool. Where an administrator did, these two can go.
      ...streams.map((stream) => api('STREAM.CREATE', stream)),
      // A queue is made by who first puts a chunk into it; the name of its consumer is its own.
      ...queues.map((queue, at) =>
        api('CONSUMER.CREATE', queue, '*', subjects.chunk(at, '*', '*')),
      ),
      ...queues.map((queue) => api('CONSUMER.INFO', queue, CONSUMER)),
      ...[...queues, storeStream, resultStream].map((stream) => api('STREAM.PURGE', stream)),
      // Poison: what it was, and away with it.
      ...[...queues, poisonStream, storeStream].map((stream) => api('STREAM.MSG.GET', stream)),
      ...[...queues, poisonStream].map((stream) => api('STREAM.MSG.DELETE', stream)),
      api('DIRECT.GET', storeStream, '>'),
      ...[poisonStream, resultStream, cancelledStream].flatMap(reading),
    ],
    subscribe: [
      `${subjects.inbox('submitter')}.>`,
      `${subjects.reply('to')}.>`,
      subjects.control(HOSTS_CHANGED),
    ],
  };
}

function ofHost(subjects: Subjects, queues: readonly string[]): Permissions {
  const { storeStream, cancelledStream } = subjects;
  const [first = ''] = queues;
  return {
    publish: [
      ...queues.map((queue) => api('CONSUMER.MSG.NEXT', queue, '*')),
      ...queues.map((queue) => `$JS.ACK.${queue}.*.>`),
      api('CONSUMER.NAMES', first),
      ...queues.map((queue) => api('STREAM.INFO', queue)),
      api('CONSUMER.INFO', first, CONSUMER),
      `${subjects.reply('to')}.>`,
      subjects.result('*'),
      subjects.storedOf('*'),
      subjects.control(HOSTS_CHANGED),
      api('DIRECT.GET', storeStream, '>'),
      api('STREAM.MSG.GET', storeStream),
      api('STREAM.INFO', cancelledStream),
      ...reading(cancelledStream),
    ],
    subscribe: [`${subjects.inbox('host')}.>`, subjects.control(ORDERS), subjects.presence],
  };
}

/** What it takes to read a stream by a consumer of one's own. */
function reading(stream: string): string[] {
  return [
    api('CONSUMER.CREATE', stream, '>'),
    api('CONSUMER.INFO', stream, '*'),
    api('CONSUMER.MSG.NEXT', stream, '*'),
    api('CONSUMER.DELETE', stream, '*'),
  ];
}

function api(...parts: string[]): string {
  return `$JS.API.${parts.join('.')}`;
}

/** The topic on which hosts say that they come and go. */
const HOSTS_CHANGED = 'hosts';
/** The topic on which hosts are told to leave, or to take work again. */
const ORDERS = 'order';
