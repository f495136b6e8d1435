/**
 * Bytes by job and name, in a stream. Whoever may write there may write under any name, so nothing takes the
 * place of anything: those who read say how they know what is theirs (`isGood`).
 *
 *    mh.<pool>.s.<job>.<name>.1 … .n     the pieces that do not fit into the first
 *    mh.<pool>.s.<job>.<name>.0          the first, with their number: written last, read first
 *
 * The client's key-value and object stores are made of the same. Used directly, one call
 * drops all that belongs to a job, and what one role may see is one subject
 * (docs/decisions/nats.md has the figures).
 */
import type { StoredMsg } from '@nats-io/jetstream';
import { createInbox } from '@nats-io/transport-node';
import type { BytesCheck, Store } from '../engine.ts';
import { checkToken } from '../names.ts';
import { nextOf } from './drop-chunks.ts';
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

  async get(
    job: string,
    name: string,
    isGood: BytesCheck = () => true,
  ): Promise<Uint8Array | undefined> {
    check(job, name);
    for await (const first of this.#all([job, name, 0])) {
      const bytes = await this.#wholeOf([job, name], first);
      if (bytes !== undefined && isGood(bytes)) return bytes;
    }
    return undefined;
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
      const job = subjects.jobOfStored(subject);
      counts.set(job, (counts.get(job) ?? 0) + 1);
    }
    return counts;
  }

  async #putPiece(
    [job, name, at]: Place,
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

  /**
   * What was put together with `first`; `undefined` if it is not there as a whole. How many pieces there are is
   * what the first says, and anybody may have written it: what is not there ends the search.
   */
  async #wholeOf(
    [job, name]: readonly [string, string],
    first: StoredMsg,
  ): Promise<Uint8Array | undefined> {
    const [pieces, put] = [Number(first.header.get(PIECES)), first.header.get(PUT)];
    const all = [first.data];
    while (all.length < pieces) {
      const places = range(all.length, Math.min(pieces, all.length + WINDOW));
      const found = await Promise.all(places.map((at) => this.#find([job, name, at], put)));
      for (const piece of found) {
        if (piece === undefined) return undefined;
        all.push(piece.data);
      }
    }
    return all.length === 1 ? first.data : Buffer.concat(all);
  }

  async #find(place: Place, put: string): Promise<StoredMsg | undefined> {
    for await (const piece of this.#all(place)) if (piece.header.get(PUT) === put) return piece;
    return undefined;
  }

  /** All that was put there: the last, which is the only one as a rule, then the others. */
  async *#all([job, name, at]: Place): AsyncGenerator<StoredMsg> {
    const { connection, jsm, subjects } = this.#context;
    const [stream, subject] = [subjects.storeStream, subjects.stored(job, name, at)];
    const get = <T>(call: () => Promise<T>): Promise<T> =>
      connection.retry('get from the store', call);
    const query = { last_by_subj: subject };
    // Any server of a cluster answers quickly, but only the leader knows for certain that it is not there.
    const last =
      (await get(() => jsm.direct.getMessage(stream, query))) ??
      (await get(() => jsm.streams.getMessage(stream, query)));
    if (last === null) return;
    yield last;
    for (let seq = 1; ; ) {
      const from = seq;
      const next = await get(() => jsm.streams.getMessage(stream, nextOf(subject, from)));
      if (next === null) return;
      if (next.seq !== last.seq) yield next;
      seq = next.seq + 1;
    }
  }

  async #purge(filter: string): Promise<void> {
    const { connection, jsm, subjects } = this.#context;
    await connection.retry('delete from the store', () =>
      jsm.streams.purge(subjects.storeStream, { filter }),
    );
  }
}

/** A job, a name, and which piece. */
type Place = readonly [string, string, number];

function check(job: string, name: string): void {
  checkToken('job', job);
  checkToken('name', name);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** A few at a time: enough to keep the server busy, few enough to stay in memory. */
async function inWindows(
  places: readonly number[],
  call: (at: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < places.length; from += WINDOW) {
    await Promise.all(places.slice(from, from + WINDOW).map(call));
  }
}

const WINDOW = 8;
const PIECE_TIMEOUT_MS = 5000;
