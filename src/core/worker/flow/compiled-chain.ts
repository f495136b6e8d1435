/** A chain in a worker, with the loops that were generated for it, and what was learnt of their speed. */
import type { Chain } from '../../base/chain.ts';
import { type BuiltItems, NumberRange } from '../../wire/list/number-range.ts';
import type { TaskFunction } from '../task-function.ts';
import { type Block, generateBlock, type ItemKind } from './generate.ts';

/** See `generate.ts`. */
const MAX_BLOCK = 512;
/** So many blocks at most until the next look at the clock, which takes as long as fifty quick items. */
const MAX_LAP = 256 * MAX_BLOCK;
/** A lap is meant to take about that long, in ms: the clock costs nothing then, and no budget is overdrawn by much. */
const SHORT_MS = 0.1;
const LONG_MS = 1;
const GROWTH = 4;

/** How many items run between two looks at the clock. */
export class Pace {
  /** One at first: an item may take a second. */
  #lap = 1;

  get lap(): number {
    return this.#lap;
  }

  get block(): number {
    return Math.min(this.#lap, MAX_BLOCK);
  }

  /** A lap that began at `sinceMs` is over. Returns the time. */
  observe(sinceMs: number): number {
    const nowMs = performance.now();
    const tookMs = nowMs - sinceMs;
    if (tookMs < SHORT_MS) this.#lap = Math.min(this.#lap * GROWTH, MAX_LAP);
    else if (tookMs > LONG_MS) this.#lap = Math.max(1, Math.floor(this.#lap / GROWTH));
    return nowMs;
  }
}

export class CompiledChain {
  readonly chain: Chain<TaskFunction>;
  readonly pace: Pace = new Pace();
  /** By what they read: a loop that has seen both would be slower for both. */
  readonly #blocks: Partial<Record<ItemKind, Block | undefined>> = {};
  #mayGenerate = true;

  constructor(chain: Chain<TaskFunction>) {
    this.chain = chain;
  }

  /** Where code from strings is forbidden, the steps do the work. */
  blockFor(items: BuiltItems): Block {
    const kind = kindOf(items);
    if (this.#mayGenerate) this.#blocks[kind] ??= this.#generate(kind);
    return this.#blocks[kind] ?? runSteps;
  }

  #generate(kind: ItemKind): Block | undefined {
    try {
      return generateBlock(this.chain, kind);
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      this.#mayGenerate = false;
      return undefined;
    }
  }
}

function kindOf(items: BuiltItems): ItemKind {
  if (!(items instanceof NumberRange)) return 'list';
  return items.isInt32() ? 'int32s' : 'range';
}

const runSteps: Block = (items, { from, to }, steps) => {
  for (let i = from; i < to; i += 1) {
    steps.gathering.waiting = steps.push(0, items instanceof NumberRange ? items.at(i) : items[i]);
    if (steps.gathering.waiting !== undefined) return i;
    if (steps.gathering.isFull) return i + 1;
  }
  return to;
};
