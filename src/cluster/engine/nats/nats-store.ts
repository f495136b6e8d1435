/**
 * Bytes by job and name, in a stream that keeps the last message of each subject.
 *
 *    mh.<pool>.s.<job>.<name>.1 … .n     the pieces that do not fit into the first
 *    mh.<pool>.s.<job>.<name>.0          the first, with their number: written last, read first
 *
 * This is what the client's key-value and object stores are made of as well. Used directly, one call
 * drops all that belongs to a job, and what one role may see is one subject
 * (docs/decisions/nats.md has the figures).
 */
import type { StoredMsg } from '@nats-io/jetstream';
import { createInbox } from '@nats-io/transport-node';
import type { Store } from '../engine.ts';
import { checkToken } from '../names.ts';
import { messageLimit } from './limits.ts';
import { PIECES, PUT, toNats } from './nats-headers.ts';
import type { NatsContext } from './nats-context.ts';

export class NatsStore implements Store {
  readonly #context: NatsContext;

  constructor(context: NatsContext) {
    this.#context = context;
  }

  async put(job: string, name: string, bytes: Uint8Array): Promise<void> {
    check(job, name);
    const { connection } = this.#context;
    await connection.whenUp();
    const pieceBytes = messageLimit(connection.nc);
    const pieces = Math.max(1, Math.ceil(bytes.byteLength / pieceBytes));
    const headers = { [PIECES]: String(pieces), [PUT]: createInbox('put').slice(4) };
    const putPiece = (at: number): Promise<void> =>
      this.#putPiece(
        [job, name, at],
        bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes),
        headers,
      );
    await inWindows(range(1, pieces), putPiece);
    await putPiece(0);
  }

  async get(job: string, name: string): Promise<Uint8Array | undefined> {
    check(job, name);
    for (;;) {
      const first = await this.#getPiece([job, name, 0]);
      if (first === undefined) return undefined;
      const pieces = Number(first.header.get(PIECES));
      if (pieces === 1) return first.data;
      const rest = await inWindows(range(1, pieces), (at) => this.#getPiece([job, name, at]));
      const all = [first, ...rest.filter((piece) => piece !== undefined)];
      // The pieces are of one put. If not, the name was put again while we read: then its first piece differs too.
      const put = first.header.get(PUT);
      if (all.length === pieces && all.every(({ header }) => header.get(PUT) === put)) {
        return Buffer.concat(all.map(({ data }) => data));
      }
      if ((await this.#getPiece([job, name, 0]))?.header.get(PUT) === put) return undefined;
    }
  }

  async delete(job: string, name: string): Promise<void> {
    check(job, name);
    await this.#purge(this.#context.subjects.stored(job, name, '*'));
  }

  async deleteJob(job: string): Promise<void> {
    checkToken('job', job);
    await this.#purge(this.#context.subjects.storedOf(job));
  }

  async jobs(): Promise<ReadonlyMap<string, number>> {
    const { connection, jsm, subjects } = this.#context;
    const { state } = await connection.retry('list the store', () =>
      jsm.streams.info(subjects.storeStream, { subjects_filter: subjects.stored('*', '*', 0) }),
    );
    const counts = new Map<string, number>();
    for (const subject of Object.keys(state.subjects ?? {})) {
      const job = subject.split('.')[3] ?? '';
      counts.set(job, (counts.get(job) ?? 0) + 1);
    }
    return counts;
  }

  async #putPiece(
    [job, name, at]: readonly [string, string, number],
    bytes: Uint8Array,
    headers: Record<string, string>,
  ): Promise<void> {
    const { connection, js, subjects } = this.#context;
    await connection.retry('put into the store', () =>
      js.publish(subjects.stored(job, name, at), bytes, {
        headers: toNats({}, headers),
        timeout: PIECE_TIMEOUT_MS,
      }),
    );
  }

  async #getPiece([job, name, at]: readonly [string, string, number]): Promise<
    StoredMsg | undefined
  > {
    const { connection, jsm, subjects } = this.#context;
    const query = { last_by_subj: subjects.stored(job, name, at) };
    const get = (from: 'any' | 'leader'): Promise<StoredMsg | null> =>
      connection.retry('get from the store', () =>
        from === 'any'
          ? jsm.direct.getMessage(subjects.storeStream, query)
          : jsm.streams.getMessage(subjects.storeStream, query),
      );
    // Any server of a cluster answers quickly, but only the leader knows for certain that it is not there.
    return (await get('any')) ?? (await get('leader')) ?? undefined;
  }

  async #purge(filter: string): Promise<void> {
    const { connection, jsm, subjects } = this.#context;
    await connection.retry('delete from the store', () =>
      jsm.streams.purge(subjects.storeStream, { filter }),
    );
  }
}

function check(job: string, name: string): void {
  checkToken('job', job);
  checkToken('name', name);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** A few at a time: enough to keep the server busy, few enough to stay in memory. */
async function inWindows<T>(
  places: readonly number[],
  call: (at: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (let from = 0; from < places.length; from += WINDOW) {
    results.push(...(await Promise.all(places.slice(from, from + WINDOW).map(call))));
  }
  return results;
}

const WINDOW = 8;
const PIECE_TIMEOUT_MS = 5000;
