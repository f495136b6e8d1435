/**
 * Holds records back while the machine has no room for them: `--load` and `--memfree`. What runs already goes on.
 *
 *    RecordSource ── next ──► PressureGate ── next ──► record stream
 */
import { freemem, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { NextRecord } from './batch-source.ts';
import type { PlacedRecord } from './inputs/record.ts';

export interface PressureLimits {
  readonly maxLoad?: number | undefined;
  readonly minFreeBytes?: number | undefined;
}

export interface PressureGateOptions extends PressureLimits {
  readonly source: NextRecord & { readonly isOpen: boolean };
  readonly say: (text: string) => void;
  readonly load?: () => number;
  readonly free?: () => number;
  readonly lookEveryMs?: number;
}

/** The load is an average of a minute, and memory does not fill in less. */
const LOOK_EVERY_MS = 500;

export class PressureGate implements NextRecord {
  readonly #options: PressureGateOptions;
  readonly #lookEveryMs: number;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #waiting: Promise<void> | undefined;
  #hasSaid = false;

  constructor(options: PressureGateOptions) {
    this.#options = options;
    this.#lookEveryMs = options.lookEveryMs ?? LOOK_EVERY_MS;
  }

  next(): PlacedRecord | undefined | Promise<PlacedRecord | undefined> {
    this.#look();
    const { source } = this.#options;
    return this.#waiting === undefined ? source.next() : this.#waiting.then(() => source.next());
  }

  #look(): void {
    const nowMs = performance.now();
    if (this.#waiting !== undefined || nowMs - this.#lookedAtMs < this.#lookEveryMs) return;
    this.#lookedAtMs = nowMs;
    const reason = this.#reason();
    if (reason === undefined) return;
    if (!this.#hasSaid) this.#options.say(`waiting: ${reason}`);
    this.#hasSaid = true;
    this.#waiting = this.#untilRoom();
  }

  /** Ends with the source as well: Ctrl-C must not wait for the machine. */
  async #untilRoom(): Promise<void> {
    while (this.#options.source.isOpen && this.#reason() !== undefined)
      await delay(this.#lookEveryMs);
    this.#waiting = undefined;
  }

  #reason(): string | undefined {
    const { maxLoad, minFreeBytes, load = loadOfMachine, free = freemem } = this.#options;
    const now = load();
    if (maxLoad !== undefined && now > maxLoad)
      return `the load is ${now.toFixed(2)}, --load ${maxLoad}`;
    const bytes = free();
    if (minFreeBytes === undefined || bytes >= minFreeBytes) return undefined;
    return `${Math.round(bytes / 1e6)} MB of memory are free, --memfree ${Math.round(minFreeBytes / 1e6)} MB`;
  }
}

function loadOfMachine(): number {
  return loadavg()[0] ?? 0;
}
