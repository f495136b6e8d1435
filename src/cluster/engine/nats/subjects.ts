/**
 * Every name that a pool has on its NATS server. Streams, permissions and the engine take them from
 * here, so that what is allowed and what is used cannot drift apart.
 *
 * The wire is part of them: programs that could not read each other's messages have nothing in common, and each
 * finds its own hosts, while one version replaces another. Only who is there is asked across all versions.
 */
import { WIRE_VERSION } from '../../../core/wire/messages.ts';

/** All names of one pool. `pool` and all `job`s are tokens. */
export class Subjects {
  readonly #pool: string;
  /** What streams and subjects of this wire begin with. */
  readonly #stream: string;
  readonly #own: string;

  constructor(pool: string, wire: number = WIRE_VERSION) {
    this.#pool = pool;
    this.#stream = `MH_${pool}_w${wire}`;
    this.#own = `mh.${pool}.w${wire}`;
  }

  /** The stream of one part of the queue. */
  queueStream(part: number): string {
    return `${this.#stream}_${part}`;
  }

  /** `queue`: as a chunk has it; `'*'` for all queues. */
  chunk(part: number | '*', job: string, queue?: string): string {
    return `${this.#own}.c.${part}.${queueToken(queue)}.${job}`;
  }

  /** The job of a chunk, from its subject. */
  jobOf(subject: string): string {
    return subject.slice(subject.lastIndexOf('.') + 1);
  }

  /** The advisories about chunks of this part that were delivered too often, whichever queue they are in. */
  poisonAdvisory(part: number): string {
    return `$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.${this.queueStream(part)}.*`;
  }

  get poisonStream(): string {
    return `${this.#stream}_poison`;
  }

  get storeStream(): string {
    return `${this.#stream}_store`;
  }

  /** One piece of what is kept under a name; `*` and `>` for all. */
  stored(job: string, name: string, piece: number | string): string {
    return `${this.#own}.s.${job}.${name}.${piece}`;
  }

  /** All that is kept for a job. */
  storedOf(job: string): string {
    return `${this.#own}.s.${job}.>`;
  }

  /** The job of what is kept, from its subject. */
  jobOfStored(subject: string): string {
    return subject.slice(`${this.#own}.s.`.length).split('.')[0] ?? '';
  }

  get resultStream(): string {
    return `${this.#stream}_results`;
  }

  result(job: string): string {
    return `${this.#own}.d.${job}`;
  }

  get cancelledStream(): string {
    return `${this.#stream}_cancelled`;
  }

  cancelled(job: string): string {
    return `${this.#own}.x.${job}`;
  }

  /** Where one listener takes requests. */
  reply(listener: string): string {
    return `${this.#own}.r.${listener}`;
  }

  control(topic: string): string {
    return `${this.#own}.b.${topic}`;
  }

  get presence(): string {
    return `mh.${this.#pool}.p`;
  }

  /**
   * What the answers to one role's requests come to: the bodies of chunks among them. Not the usual
   * `_INBOX`, which any user of the server may listen to.
   */
  inbox(role: Role): string {
    return `mh.${this.#pool}.i.${role}`;
  }

  /** All streams but those of the queue. */
  get sideStreams(): string[] {
    return [this.poisonStream, this.storeStream, this.resultStream, this.cancelledStream];
  }
}

/**
 * What a program does at the server: give work out, or do it.
 *
 * @example
 * const roles: readonly Role[] = ['submitter', 'host'];
 * for (const role of roles) console.log(role, permissionsFor({ pool: 'demo', role }));
 */
export type Role = 'submitter' | 'host';

/** The durable consumer of each part of the queue that all hosts take from. */
export const CONSUMER = 'hosts';

/** That of a queue with a name, which some hosts take from. */
export function consumerOf(queue: string | undefined): string {
  return queue === undefined ? CONSUMER : `${NAMED}${queue}`;
}

/** `undefined` for what is no consumer of a queue with a name. */
export function queueOfConsumer(consumer: string): string | undefined {
  return consumer.startsWith(NAMED) ? consumer.slice(NAMED.length) : undefined;
}

function queueToken(queue: string | undefined): string {
  if (queue === undefined) return 'any';
  return queue === '*' ? '*' : `${NAMED}${queue}`;
}

/** Kept apart from other names by a sign that names of queues may have, but none of these. */
const NAMED = 'on+';
