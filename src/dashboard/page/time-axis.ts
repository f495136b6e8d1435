/** Where ticks are on the x axis of all plots: 0 is the left end, `WIDTH` is now. */
import { TICK_MS } from '../messages.ts';
import type { Store } from './store.ts';

/** Of all plots, in their own units; they are stretched to whatever room there is. */
export const WIDTH = 600;

export class TimeAxis {
  readonly #xs: readonly number[];
  readonly #from: number;
  readonly spanMs: number;

  constructor({ at, from }: Store, spanMs: number) {
    const end = at.at(-1) ?? 0;
    this.spanMs = spanMs;
    this.#from = from;
    this.#xs = at.map((ms) => round(WIDTH * (1 - (end - ms) / spanMs)));
  }

  /** Of a tick, by its number. */
  x(tick: number): number {
    return this.#xs[tick - this.#from] ?? Number.NEGATIVE_INFINITY;
  }

  /** The first tick that is seen. */
  get first(): number {
    const at = this.#xs.findIndex((x) => x >= 0);
    return this.#from + (at < 0 ? this.#xs.length : at);
  }

  /** The tick at a share of the width. */
  tickAt(share: number): number {
    const wanted = share * WIDTH;
    let best = 0;
    for (const [index, x] of this.#xs.entries())
      if (Math.abs(x - wanted) < Math.abs((this.#xs[best] ?? 0) - wanted)) best = index;
    return this.#from + best;
  }

  /** How long ago that was, in ms. */
  ago(tick: number): number {
    return (1 - this.x(tick) / WIDTH) * this.spanMs;
  }

  get stepWidth(): number {
    return (WIDTH * TICK_MS) / this.spanMs;
  }
}

/** The outline of what lies between 0 and `values`, which stand for the time up to their tick. */
export function areaPath(
  axis: TimeAxis,
  from: number,
  ys: readonly number[],
  floor: number,
): string {
  let path = '';
  let isOpen = false;
  for (let at = Math.max(0, axis.first - from); at < ys.length; at += 1) {
    const x = axis.x(from + at);
    const y = ys[at] ?? floor;
    if (!isOpen) path += `M${Math.max(0, round(x - axis.stepWidth))} ${floor}`;
    isOpen = true;
    path += `V${y}H${x}`;
  }
  return isOpen ? `${path}V${floor}Z` : '';
}

/** A line through `values`; where there is none (`undefined`) it has a gap. */
export function linePath(
  axis: TimeAxis,
  from: number,
  ys: readonly (number | undefined)[],
): string {
  let path = '';
  let isOpen = false;
  for (let at = Math.max(0, axis.first - from); at < ys.length; at += 1) {
    const y = ys[at];
    const x = axis.x(from + at);
    if (y === undefined) isOpen = false;
    else {
      path += `${isOpen ? 'L' : `M${x} ${y}h0.01M`}${x} ${y}`;
      isOpen = true;
    }
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
