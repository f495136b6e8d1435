/**
 * Whether anybody still waits for a chunk that came out of the queue: a copy of a chunk that was done looks like
 * the chunk itself.
 *
 *    submitter waits    its ledger, asked for at most every `FRESH_MS`; if nobody answers, it counts as wanted
 *    detached job       the note that a host has left in the store when it was done
 */
import { LruCache } from '../../core/base/lru-cache.ts';
import type { Engine } from '../engine/engine.ts';
import { isDone, type Ledger, readLedger } from '../messages/ledger.ts';
import { type ChunkMetadata, doneNote, RESULT_LOG } from '../messages/metadata.ts';
import { findMessage } from '../messages/stored-message.ts';
import { SeenIds } from '../signing/seen-ids.ts';
import type { Signer } from '../signing/signer.ts';

/** For so long one answer is used: a busy host asks a few times a second, not for each chunk. */
const FRESH_MS = 250;
const MAX_SUBMITTERS = 1000;

interface Asked {
  readonly atMs: number;
  readonly answer: Promise<Ledger | undefined>;
}

export class WantedChunks {
  readonly #engine: Pick<Engine, 'replies' | 'store'>;
  readonly #signer: Signer;
  readonly #seen = new SeenIds();
  readonly #inHand = new Set<string>();
  readonly #ledgers = new LruCache<string, Asked>(MAX_SUBMITTERS);

  constructor(engine: Pick<Engine, 'replies' | 'store'>, signer: Signer) {
    this.#engine = engine;
    this.#signer = signer;
  }

  /** `unknown`: its submitter does not answer. */
  async look(
    metadata: ChunkMetadata,
    { mustBeFresh }: { readonly mustBeFresh: boolean },
  ): Promise<'wanted' | 'done' | 'unknown'> {
    if (metadata.reply === RESULT_LOG) return await this.#lookForNote(metadata);
    const ledger = await this.#ledgerOf(metadata, mustBeFresh ? 0 : FRESH_MS);
    if (ledger === undefined) return 'unknown';
    return isDone(ledger, metadata.serial) ? 'done' : 'wanted';
  }

  /** False if this host was given the message before. */
  admit(id: string, expiresMs: number): boolean {
    return this.#seen.admit(id, expiresMs, Date.now());
  }

  /** False if this host works on it already. */
  hold(id: string): boolean {
    if (this.#inHand.has(id)) return false;
    this.#inHand.add(id);
    return true;
  }

  release(id: string): void {
    this.#inHand.delete(id);
  }

  async #lookForNote({ job, index }: ChunkMetadata): Promise<'wanted' | 'done'> {
    const [engine, signer] = [this.#engine, this.#signer];
    const note = await findMessage({ engine, signer }, 'done', { job, name: doneNote(index) });
    return note === undefined ? 'wanted' : 'done';
  }

  async #ledgerOf(
    { reply, namespace }: ChunkMetadata,
    freshMs: number,
  ): Promise<Ledger | undefined> {
    const key = `${reply} ${namespace}`;
    const nowMs = performance.now();
    const known = this.#ledgers.get(key);
    if (known !== undefined && nowMs - known.atMs < freshMs) return await known.answer;
    const answer = this.#ask(reply, namespace);
    this.#ledgers.set(key, { atMs: nowMs, answer });
    return await answer;
  }

  async #ask(reply: string, namespace: string): Promise<Ledger | undefined> {
    let ledger: Ledger | undefined;
    await this.#engine.replies.ask(reply, (answer) => {
      ledger = readLedger(this.#signer, namespace, answer);
      return ledger !== undefined;
    });
    return ledger;
  }
}
