/**
 * Writes the loop of a chain: one loop with all stages in it, as one would write it by hand, and as fast (some ns an
 * item; a loop over stages takes ten times as long).
 *
 *    .map(f).filter(g).sum()   ──►   for (let i = from; i < to; i += 1) {
 *                                      const v0 = items[i];
 *                                      let v1 = f0(v0);        // a promise? leave the loop here
 *                                      const t1 = f1(v1);      // a promise? leave the loop here
 *                                      if (!t1) continue;
 *                                      acc += v1;
 *                                    }
 *
 * It runs a block of items a call, and never a whole chunk: V8 would compile a long loop while it is still in its first
 * call, before it has seen the stages, and in half of all processes it would stay several times slower for good.
 * Nothing of the caller's is in the text: functions are bound to names, and no name is the caller's.
 */
import { isMoved } from '../../base/moved.ts';
import { isThenable } from '../../base/thenable.ts';
import { unreachable } from '../../base/unreachable.ts';
import type { Chain, Stage } from '../../base/chain.ts';
import type { BuiltItems } from '../../wire/list/number-range.ts';
import type { TaskFunction } from '../task-function.ts';
import { isAsyncList, openCursor } from './cursor.ts';
import { addKeyed, asNumber, countOne, ENDS, NOTHING } from './ends.ts';
import type { Steps } from './steps.ts';

/**
 * Runs the items from position `from` to before `to`. Returns how far it has come: less than `to` if the chain's end
 * wants no more, or if the item there is `waiting`.
 */
export type Block = (
  items: BuiltItems,
  span: { readonly from: number; readonly to: number },
  steps: Steps,
) => number;

/** What the text may name besides the functions of the chain. */
const NAMES = {
  isThenable,
  isMoved,
  isAsyncList,
  openCursor,
  asNumber,
  countOne,
  addKeyed,
  NOTHING,
};

/** Where the loop finds its items; `int32s` are of a range. */
export type ItemKind = 'list' | 'int32s' | 'range';

/**
 * Told apart by a number: the engine keeps what it learns of a function with its text, and two chains of the same shape would
 * each be compiled for the functions of both, ten times as slow.
 */
let made = 0;

/** @throws EvalError where code from strings is forbidden */
export function generateBlock(chain: Chain<TaskFunction>, items: ItemKind): Block {
  const functions = Object.fromEntries([
    ...chain.stages.map(({ fn }, at) => [`f${at}`, fn] as const),
    ...chain.end.fns.map((fn, at) => [`e${at}`, fn] as const),
  ]);
  const bound = { ...NAMES, ...functions };
  made += 1;
  const text = `${writeBlock(chain, items)} // ${made}`;
  // oxlint-disable-next-line no-implied-eval -- all of the text is this file's own
  const make = new Function(...Object.keys(bound), text) as (
    ...values: readonly unknown[]
  ) => Block;
  return make(...Object.values(bound));
}

/** The body of a function that returns the block. */
export function writeBlock(chain: Chain<unknown>, items: ItemKind): string {
  const { before, item } = READING[items];
  return `'use strict';
return function block(items, { from, to }, steps) {
  const { gathering } = steps;
  let acc = gathering.acc;
  let isLeft = false;
  ${before}
  for (let i = from; i < to; i += 1) {
    const v0 = ${item};
    ${new Writer(chain).write(0, 'v0', [])}
  }
  gathering.acc = acc;
  return to;
};`;
}

/**
 * How items are read. The engine takes what has come as bytes for fractions, and reckons with fractions from there on,
 * several times as slow, unless it is told that there are none.
 */
const READING: Readonly<Record<ItemKind, { readonly before: string; readonly item: string }>> = {
  list: { before: '', item: 'items[i]' },
  range: {
    before: 'const { start, step, skipped } = items;',
    item: 'start + (skipped + i) * step',
  },
  int32s: {
    before: 'const start = items.at(0) | 0; const step = items.step | 0;',
    item: '(start + Math.imul(i, step)) | 0',
  },
};

class Writer {
  readonly #chain: Chain<unknown>;

  constructor(chain: Chain<unknown>) {
    this.#chain = chain;
  }

  /** What happens to the value in the variable `v` from stage `at` on; `loops` are the stages of the loops around it. */
  write(at: number, v: string, loops: readonly number[]): string {
    const stage = this.#chain.stages[at];
    if (stage === undefined) return this.#writeEnd(v);
    const left = loops.map((loop) => `{ stage: ${loop}, cursor: c${loop} }`).join();
    const call = `const r${at} = f${at}(${v});
    if (${isObject(`r${at}`)} && (isThenable(r${at})${stage.kind === 'flatMap' ? ` || isAsyncList(r${at})` : ''})) {
      isLeft = true;
      gathering.acc = acc;
      gathering.waiting = steps.resume({ stage: ${at}, input: ${v} }, r${at}, [${left}]);
      return i;
    }`;
    return `${call}
    ${this.#writeStage(stage, at, { v, loops })}`;
  }

  #writeStage(
    { kind }: Stage<unknown>,
    at: number,
    { v, loops }: { readonly v: string; readonly loops: readonly number[] },
  ): string {
    const result = `r${at}`;
    switch (kind) {
      case 'map': {
        const value = `v${at + 1}`;
        return `const ${value} = ${isObject(result)} && isMoved(${result}) ? ${result}.value : ${result};
    ${this.write(at + 1, value, loops)}`;
      }
      case 'filter':
        return `if (!${result}) continue;
    ${this.write(at + 1, v, loops)}`;
      case 'reject':
        return `if (${result}) continue;
    ${this.write(at + 1, v, loops)}`;
      case 'key':
        return `const key = ${result};
    ${this.write(at + 1, v, loops)}`;
      case 'flatMap':
        return `const c${at} = openCursor(${result});
    try {
      while (c${at}.next()) {
        const v${at + 1} = c${at}.value;
        ${this.write(at + 1, `v${at + 1}`, [...loops, at])}
      }
    } finally {
      if (!isLeft) c${at}.close();
    }`;
      default:
        return unreachable(kind);
    }
  }

  #writeEnd(v: string): string {
    const { code, stops } = ENDS[this.#chain.end.kind];
    const last =
      stops === true ? 'gathering.acc = acc; gathering.isFull = true; return i + 1;' : '';
    return `{ const v = ${v}; ${code} ${last} }`;
  }
}

/** Most values are none, and the engine sees that at once. */
function isObject(name: string): string {
  return `((typeof ${name} === 'object' && ${name} !== null) || typeof ${name} === 'function')`;
}
