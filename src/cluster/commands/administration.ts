/** `manyhands hosts`, `jobs` and `cancel`: what is in a cluster, and taking something out of it. */
import { parseArgs } from 'node:util';
import { OptionError } from '../../core/base/errors.ts';
import { printable, printableLine } from '../../core/base/printable.ts';
import { resolveConnection } from '../connect.ts';
import { cancelJob } from '../detached/cancel-job.ts';
import { findManifest } from '../detached/manifest.ts';
import type { Engine } from '../engine/engine.ts';
import { checkToken, isToken } from '../engine/names.ts';
import { type HostInfo, decodeHostInfo } from '../messages/host-info.ts';
import { Signer } from '../signing/signer.ts';
import { CONNECTION_FLAGS, CONNECTION_HELP, connectionOf } from './connection-flags.ts';

export const HOSTS_HELP: string = `manyhands hosts: the hosts of a pool that are there\n\n${CONNECTION_HELP}`;
export const JOBS_HELP: string = `manyhands jobs: what a pool's server has of each job: chunks in the queue, results, stored bodies\n\n${CONNECTION_HELP}`;
export const CANCEL_HELP: string = `manyhands cancel JOB: stop a job and take all of it away from the server\n\n${CONNECTION_HELP}`;

interface Access {
  readonly engine: Engine;
  readonly signer: Signer;
}

export async function hosts(argv: readonly string[]): Promise<void> {
  await withAccess(argv, async ({ engine, signer }) => {
    const question = signer.sign('question', {}, new Uint8Array(0));
    const messages = await engine.presence.hosts(question);
    const infos: HostInfo[] = [];
    for (const message of messages) {
      try {
        infos.push(decodeHostInfo(signer.verify('host', message).body));
      } catch (error) {
        console.error(printable(error instanceof Error ? error.message : String(error)));
      }
    }
    const rows = infos
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((info) => [
        info.name,
        `${info.busy}/${info.slots}`,
        `pid ${info.pid}`,
        `Node ${info.node}`,
      ]);
    print([['HOST', 'BUSY', 'PROCESS', 'RUNS'], ...rows], 'no host is there');
  });
}

export async function jobs(argv: readonly string[]): Promise<void> {
  await withAccess(argv, async ({ engine, signer }) => {
    const [chunks, results, stored] = await Promise.all([
      engine.chunks.waiting(),
      engine.results.jobs(),
      engine.store.jobs(),
    ]);
    const ids = [...new Set([...chunks.keys(), ...results.keys(), ...stored.keys()])].sort();
    const rows = await Promise.all(
      ids.map(async (id) => {
        const manifest = isToken(id) ? await findManifest({ engine, signer }, id) : undefined;
        const counts = [chunks, results, stored].map((counted) => String(counted.get(id) ?? 0));
        const what =
          manifest === undefined
            ? id.startsWith('s-')
              ? 'functions of a submitter'
              : ''
            : `'${manifest.name}' on ${manifest.items} items, in ${manifest.chunks} chunks`;
        return [id, ...counts, what];
      }),
    );
    print([['JOB', 'QUEUED', 'RESULTS', 'STORED', ''], ...rows], 'there is no job');
  });
}

export async function cancel(argv: readonly string[]): Promise<void> {
  const { positionals } = parse(argv);
  const [job, ...more] = positionals;
  if (job === undefined || more.length > 0) {
    throw new OptionError('cancel takes one job: `manyhands jobs` shows which there are');
  }
  await withAccess(argv, async (access) => {
    const dropped = await cancelJob(access, checkToken('JOB', job));
    console.log(`job ${job} is cancelled; ${dropped} chunks were in the queue`);
  });
}

function parse(argv: readonly string[]) {
  const options = { ...CONNECTION_FLAGS };
  return parseArgs({ args: [...argv], options, allowPositionals: true });
}

async function withAccess(
  argv: readonly string[],
  use: (access: Access) => Promise<void>,
): Promise<void> {
  const connection = resolveConnection(connectionOf(parse(argv).values), 'submitter');
  await using engine = await connection.open();
  await use({ engine, signer: new Signer(connection.keyring, connection.pool) });
}

function print(rows: readonly (readonly string[])[], empty: string): void {
  if (rows.length === 1) {
    console.log(empty);
    return;
  }
  const shown = rows.map((row) => row.map(printableLine)); // names come from other machines
  const widths = (shown[0] ?? []).map((_, at) =>
    Math.max(...shown.map((row) => row[at]?.length ?? 0)),
  );
  for (const row of shown) {
    console.log(
      row
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}
