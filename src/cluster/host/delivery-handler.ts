/**
 * What a host does with one delivery: one chunk in hand, from when it arrives until it is acknowledged or
 * given back.
 *
 *    checking ──► running ──► sending ──► over
 *        └───────────┴───────────┴──► dropped ──┘     given back or cancelled, at any time
 *
 * Invariant: the chunk is acknowledged only after its result has been acknowledged, nobody wants it any
 * more, or it is a message that no host should ever run.
 */
import { InvariantError } from '../../core/base/errors.ts';
import type { Outcome } from '../../core/base/outcome.ts';
import { argumentOf, unreadable } from '../../core/codec/crossing/not-sendable.ts';
import type { RunChunk } from '../../core/wire/messages.ts';
import { UnreadableList } from '../../core/wire/unreadable.ts';
import type { Delivery, Engine } from '../engine/engine.ts';
import { decodeChunk } from '../messages/bodies.ts';
import { bodyOf } from '../messages/large-bodies.ts';
import type { Labels } from '../messages/labels.ts';
import { type ChunkMetadata, lastTryNote } from '../messages/metadata.ts';
import type { Recipe } from '../messages/recipe.ts';
import { putMessage } from '../messages/stored-message.ts';
import type { VerifiedMessage } from '../signing/signed-message.ts';
import { RefusedMessageError, type Signer } from '../signing/signer.ts';
import { chunkOf, isForNobody, refusalFor } from './chunk-refusals.ts';
import type { HostJob, HostResult } from './host-job.ts';
import { failAll, hostFailure } from './host-failure.ts';
import type { LocalPools } from './local-pools.ts';
import type { RefusalBreaker } from './refusal-breaker.ts';
import type { Quarantine } from './quarantine.ts';
import { ResultSender } from './result-sender.ts';
import type { StoredArrays } from './stored-arrays.ts';
import type { StoredRecipes } from './stored-recipes.ts';
import { unsealChunk } from './unseal-chunk.ts';
import type { WantedChunks } from './wanted-chunks.ts';
import { thrownText } from '../../core/base/thrown-text.ts';

export interface DeliveryHandlerOptions {
  /** Of the host, different for each start of it. */
  readonly hostId: string;
  readonly labels: Labels;
  readonly engine: Engine;
  readonly signer: Signer;
  readonly pools: Pick<LocalPools, 'run'>;
  readonly recipes: Pick<StoredRecipes, 'get' | 'isKept'>;
  readonly arrays: Pick<StoredArrays, 'lease'>;
  readonly wanted: Pick<WantedChunks, 'look' | 'admit' | 'hold' | 'release' | 'waitForTurn'>;
  /** "host web-1". */
  readonly hostLabel: string;
  readonly isCancelled: (job: string) => boolean;
  /** The chunk needs no worker any more. */
  readonly onSlotFree: (items: number) => void;
  readonly onBroken: (error: unknown) => void;
  readonly quarantine: Pick<Quarantine, 'succeed' | 'fail'>;
  readonly breaker: Pick<RefusalBreaker, 'accept' | 'refuse'>;
  readonly log: (line: string) => void;
}

type State =
  | { readonly kind: 'checking' }
  | { readonly kind: 'running'; readonly job: HostJob | undefined }
  | { readonly kind: 'sending' }
  /** It is not this host's any more: what runs was stopped, and what comes of it is ignored. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'over' };

const NEXT: Readonly<Record<State['kind'], readonly State['kind'][]>> = {
  checking: ['running', 'dropped', 'over'],
  running: ['running', 'sending', 'dropped', 'over'],
  sending: ['dropped', 'over'],
  dropped: ['over'],
  over: [],
};

/** What is refused here is offered to others, but not at once: this host would be the first to ask. */
const REFUSED_MS = 1000;
/** In place of a function: what comes of any is refused, so others had better run it. */
const RESULTS = '';

export class DeliveryHandler {
  /** Settles when `run` is done. */
  readonly over: Promise<void>;
  readonly #delivery: Delivery;
  readonly #options: DeliveryHandlerOptions;
  /** Aborts when the chunk is dropped. */
  readonly #dropped = new AbortController();
  #state: State = { kind: 'checking' };
  #tellOver: () => void = () => {};

  constructor(delivery: Delivery, options: DeliveryHandlerOptions) {
    this.#delivery = delivery;
    this.#options = options;
    this.over = new Promise((resolve) => {
      this.#tellOver = resolve;
    });
  }

  get job(): string {
    return this.#delivery.job;
  }

  /** Tells the queue that this host still works on the chunk. */
  extend(): void {
    this.#delivery.extend();
  }

  /** Nobody wants the chunk any more: its worker is ended. */
  cancel(): void {
    this.#delivery.acknowledge();
    this.#drop();
  }

  /** The queue is to give the chunk to another host: its worker here is ended. */
  giveBack(): void {
    this.#delivery.giveBack();
    this.#drop();
  }

  /** To be called once. Never rejects. */
  async run(): Promise<void> {
    try {
      await this.#attempt();
    } catch (error) {
      await this.#refuse(error);
    }
    this.#move({ kind: 'over' });
    this.#tellOver();
  }

  get #isDropped(): boolean {
    return this.#state.kind === 'dropped';
  }

  #move(next: State): void {
    if (!NEXT[this.#state.kind].includes(next.kind)) {
      throw new InvariantError(`a delivery that is ${this.#state.kind} cannot be ${next.kind}`);
    }
    this.#state = next;
  }

  /** So that a copy of what this host works on does not run beside it: it is looked at again later. */
  #hold(id: string): void {
    const { wanted } = this.#options;
    if (!wanted.hold(id)) throw new Error('it runs here already');
    void this.over.then(() => wanted.release(id));
  }

  #drop(): void {
    const before = this.#state;
    if (before.kind === 'dropped' || before.kind === 'over') return;
    this.#move({ kind: 'dropped' });
    this.#dropped.abort();
    if (before.kind !== 'running') return;
    before.job?.cancel(new Error('the chunk is not wanted here any more'));
  }

  async #attempt(): Promise<void> {
    const { verified, metadata } = unsealChunk(this.#delivery, this.#options);
    if (this.#options.isCancelled(metadata.job)) {
      this.#delivery.acknowledge();
      return;
    }
    await this.#noteLastTry(verified, metadata);
    const recipe = await this.#recipeOf(verified, metadata);
    const body = await bodyOf(verified, metadata, this.#options);
    if (body === undefined) throw new Error('its body is not in the store');
    const lease = await this.#options.arrays.lease(metadata, recipe);
    if (lease === undefined) throw new Error('an array that it shares is not in the store');
    void this.over.then(lease.release);
    if (this.#isDropped) return;
    const run = decodeChunk(body, lease.buffers);
    const outcome = await this.#execute(metadata, lease.recipe, run);
    this.#options.onSlotFree(metadata.count);
    if (this.#isDropped) return;
    this.#move({ kind: 'sending' });
    const failure = this.#judge(metadata, recipe, outcome);
    if (failure?.isGivenBack === true) this.#giveBackLater();
    else await this.#send(metadata, outcome, { run, failedOn: failure?.hostId });
  }

  /** Whose fault it is: `undefined` if the function was run. */
  #judge(
    metadata: ChunkMetadata,
    { setup }: Recipe,
    outcome: Outcome<HostResult>,
  ): { readonly hostId: string | undefined; readonly isGivenBack: boolean } | undefined {
    const { hostId, log, quarantine, onBroken, engine } = this.#options;
    const why = hostFailure(outcome);
    if (why === undefined) {
      quarantine.succeed(metadata.recipe);
      return undefined;
    }
    log(`${chunkOf(metadata)} cannot be run on this host: ${why}`);
    // With workers of its own, it is the set-up that is at fault, and not the host as a whole.
    if (!outcome.ok && setup === undefined) onBroken(outcome.error);
    const isDetached = metadata.elsewhere === undefined;
    const isLast = this.#delivery.deliveryCount >= engine.chunks.maxDeliveries;
    quarantine.fail(metadata.recipe, isDetached ? !isLast : metadata.elsewhere === 'yes');
    return { hostId: isDetached ? undefined : hostId, isGivenBack: isDetached && !isLast };
  }

  /** A host that dies with the chunk cannot say so: it says before that nobody will be given it again. */
  async #noteLastTry({ id }: VerifiedMessage, { job, index }: ChunkMetadata): Promise<void> {
    const { engine, signer, wanted } = this.#options;
    const { maxDeliveries, ackWaitMs } = engine.chunks;
    if (this.#delivery.deliveryCount < maxDeliveries) return;
    await wanted.waitForTurn(this.over, ackWaitMs);
    await putMessage({ engine, signer }, 'last-try', { job, name: lastTryNote(index), of: id });
  }

  async #recipeOf({ id, expiresMs }: VerifiedMessage, metadata: ChunkMetadata): Promise<Recipe> {
    const { recipes, wanted } = this.#options;
    // Delivered as new although it was here before: a copy, or the server has forgotten that it delivered it.
    const isNew = wanted.admit(id, expiresMs) || this.#delivery.deliveryCount > 1;
    const looking = wanted.look(metadata, { mustBeFresh: !isNew });
    const [recipe, demand] = await Promise.all([recipes.get(metadata), looking]);
    if (demand === 'done') throw refusalFor('done');
    if (!isNew && demand === 'unknown') throw refusalFor('seen');
    this.#hold(id);
    const isThere = demand === 'wanted' || (await recipes.isKept(metadata));
    if (recipe !== undefined && isThere) return recipe;
    throw new Error(`its function ${metadata.recipe} is not in the store`);
  }

  async #execute(
    metadata: ChunkMetadata,
    recipe: Recipe,
    run: RunChunk,
  ): Promise<Outcome<HostResult>> {
    this.#move({ kind: 'running', job: undefined });
    const { items } = run;
    if (items instanceof UnreadableList) {
      const error = unreadable(argumentOf(recipe.fn.name), items.cause);
      return { ok: true, value: { result: failAll(run, error), worker: undefined } };
    }
    const { hostLabel, pools } = this.#options;
    const attempt = this.#delivery.deliveryCount - 1;
    return await new Promise((resolve) => {
      const job = pools.run({ metadata, recipe, run, hostLabel, attempt, onOver: resolve });
      this.#move({ kind: 'running', job });
    });
  }

  async #send(
    metadata: ChunkMetadata,
    outcome: Outcome<HostResult>,
    { run, failedOn }: { readonly run: RunChunk; readonly failedOn: string | undefined },
  ): Promise<void> {
    const { engine, signer, hostLabel, log, quarantine } = this.#options;
    const { result, worker } = outcome.ok
      ? outcome.value
      : { result: failAll(run, outcome.error), worker: undefined };
    const sender = new ResultSender({ engine, signer, signal: this.#dropped.signal });
    const failed = failedOn === undefined ? {} : { failedOn };
    const status = await sender.send(metadata, result, { worker: worker ?? hostLabel, ...failed });
    const chunk = chunkOf(metadata);
    switch (status) {
      case 'delivered':
        quarantine.succeed(RESULTS);
        this.#delivery.acknowledge();
        return;
      case 'unwanted':
        this.#delivery.acknowledge();
        log(`nobody wants the result of ${chunk} any more`);
        return;
      case 'refused':
        log(`the submitter has refused the result of ${chunk}: do both have the same key?`);
        quarantine.fail(RESULTS, true);
        this.#giveBackLater();
        return;
      case 'dropped':
    }
  }

  async #refuse(error: unknown): Promise<void> {
    if (this.#isDropped) return;
    const reason = thrownText(error);
    this.#options.log(`${chunkOf(this.#delivery)} cannot be run here: ${reason}`);
    const isRefused = error instanceof RefusedMessageError;
    if (isRefused && !isForNobody(error)) this.#options.breaker.refuse(reason);
    if (isRefused && isForNobody(error)) this.#delivery.acknowledge();
    else this.#giveBackLater();
  }

  /** Its slot is free at once: the queue waits, not this host. */
  #giveBackLater(): void {
    this.#delivery.giveBack(REFUSED_MS);
  }
}
