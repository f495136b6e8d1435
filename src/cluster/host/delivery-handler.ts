/**
 * One chunk in this host's hands, from its delivery until it is acknowledged or given back.
 *
 *    checking ──► running ──► answering ──► over
 *        └───────────┴────────────┴───────────┘     given back, cancelled, or refused, at any time
 *
 * Invariant: the chunk is acknowledged only after its result has been acknowledged, nobody wants it any
 * more, or it is a message that no host should ever run.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { encodeError } from '../../core/codec/error/encode-error.ts';
import { argumentOf, unreadable } from '../../core/codec/crossing/not-sendable.ts';
import type { Outcome } from '../../core/base/outcome.ts';
import type { ChunkResult, RunChunk } from '../../core/wire/messages.ts';
import { UnreadableList } from '../../core/wire/unreadable.ts';
import type { Delivery, Engine } from '../engine/engine.ts';
import { decodeChunk } from '../parcel/bodies.ts';
import { type ChunkLabel, readChunkLabel } from '../parcel/parcels.ts';
import type { Recipe } from '../parcel/recipe.ts';
import { RefusedMessageError, type Seal } from '../parcel/seal.ts';
import { Answer } from './answer.ts';
import type { HostJob, HostResult } from './host-job.ts';
import type { LocalPools } from './local-pools.ts';
import type { StoredRecipes } from './stored-recipes.ts';

export interface ErrandOptions {
  readonly engine: Engine;
  readonly seal: Seal;
  readonly pools: LocalPools;
  readonly recipes: StoredRecipes;
  readonly hostLabel: string;
  readonly isCancelled: (job: string) => boolean;
  /** The chunk needs no worker any more. */
  readonly onSlotFree: () => void;
  readonly onBroken: (error: unknown) => void;
  readonly log: (line: string) => void;
}

/** What is refused here is offered to others, but not at once: this host would be the first to ask. */
const REFUSED_MS = 1000;

export class Errand {
  readonly over: Promise<void>;
  readonly #delivery: Delivery;
  readonly #options: ErrandOptions;
  readonly #stop = new AbortController();
  #tellOver: () => void = () => {};
  #hostJob: HostJob | undefined;

  constructor(delivery: Delivery, options: ErrandOptions) {
    this.#delivery = delivery;
    this.#options = options;
    this.over = new Promise((resolve) => {
      this.#tellOver = resolve;
    });
  }

  get job(): string {
    return this.#delivery.job;
  }

  extend(): void {
    this.#delivery.extend();
  }

  /** Nobody wants it any more: its worker is ended. */
  cancel(): void {
    this.#delivery.acknowledge();
    this.#end();
  }

  /** Somebody else shall do it. */
  giveBack(): void {
    this.#delivery.giveBack();
    this.#end();
  }

  /** Never rejects. */
  async run(): Promise<void> {
    try {
      await this.#attempt();
    } catch (error) {
      await this.#refuse(error);
    }
    this.#tellOver();
  }

  #end(): void {
    this.#stop.abort();
    this.#hostJob?.cancel(new Error('the chunk is not wanted here any more'));
  }

  async #attempt(): Promise<void> {
    const { seal, engine, recipes, isCancelled } = this.#options;
    const delivery = this.#delivery;
    // A chunk that comes again was seen here before, perhaps.
    const { headers, body } = seal.unseal('chunk', delivery, delivery.deliveryCount === 1);
    const label = readChunkLabel(headers);
    if (label.job !== delivery.job || label.index !== delivery.index) {
      const text = 'the message was refused: it lies in the queue as another chunk';
      throw new RefusedMessageError({ reason: 'kind', text });
    }
    if (isCancelled(label.job)) {
      delivery.acknowledge();
      return;
    }
    const recipe = await recipes.get(label);
    if (recipe === undefined) throw new Error(`its function ${label.recipe} is not in the store`);
    const whole = label.ref === '' ? body : await engine.store.get(label.job, label.ref);
    if (whole === undefined) throw new Error('its body is not in the store');
    if (label.ref !== '') seal.checkBody(headers, whole);
    if (this.#stop.signal.aborted) return;
    const outcome = await this.#work(label, recipe, decodeChunk(whole));
    this.#options.onSlotFree();
    if (this.#stop.signal.aborted) return;
    await this.#answer(label, outcome);
  }

  async #work(label: ChunkLabel, recipe: Recipe, run: RunChunk): Promise<Outcome<HostResult>> {
    const { items } = run;
    if (items instanceof UnreadableList) {
      const error = unreadable(argumentOf(recipe.fn.name), items.cause);
      return { ok: true, value: { result: failAll(label, error), worker: undefined } };
    }
    const attempt = this.#delivery.deliveryCount - 1;
    return await new Promise((resolve) => {
      const { hostLabel } = this.#options;
      const options = { label, recipe, run, hostLabel, attempt, onOver: resolve };
      this.#hostJob = this.#options.pools.run(options);
    });
  }

  async #answer(label: ChunkLabel, outcome: Outcome<HostResult>): Promise<void> {
    const { engine, seal, hostLabel, log, onBroken } = this.#options;
    if (!outcome.ok) onBroken(outcome.error);
    const { result, worker } = outcome.ok
      ? outcome.value
      : { result: failAll(label, outcome.error), worker: undefined };
    const answer = new Answer({ engine, seal, signal: this.#stop.signal });
    const fate = await answer.send(label, result, worker ?? hostLabel);
    if (fate === 'delivered' || fate === 'unwanted') this.#delivery.acknowledge();
    if (fate === 'unwanted') log(`nobody wants the result of ${describe(label)} any more`);
    if (fate === 'refused') {
      log(`the submitter has refused the result of ${describe(label)}: do both have the same key?`);
      await this.#giveBackLater();
    }
  }

  async #refuse(error: unknown): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const { job, index } = this.#delivery;
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log(`chunk ${index} of job ${job} cannot be run here: ${reason}`);
    if (error instanceof RefusedMessageError && isStale(error)) this.#delivery.acknowledge();
    else await this.#giveBackLater();
  }

  async #giveBackLater(): Promise<void> {
    const options = { ref: false, signal: this.#stop.signal };
    await delay(REFUSED_MS, undefined, options).catch(() => {});
    this.#delivery.giveBack();
  }
}

/** It was good once, and will not be so again for anybody. */
function isStale({ reason }: RefusedMessageError): boolean {
  return reason === 'expired' || reason === 'replayed';
}

function failAll({ count }: ChunkLabel, error: unknown): ChunkResult {
  const payload = encodeError(error);
  const errors = Array.from({ length: count }, (_, offset) => [offset, payload] as const);
  return { id: 0, from: 0, values: [], errors, runMs: 0 };
}

function describe({ job, index }: ChunkLabel): string {
  return `chunk ${index} of job ${job}`;
}
