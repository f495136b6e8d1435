/** Describes symbols: those that every realm has, those of the registry, and in a bundle those that its code makes. */
import { isInBundle } from '../../../base/own-files.ts';
import type { FunctionNode, Node } from '../function-body.ts';
import { nextPerWorkerId } from '../per-worker.ts';
import type { Script } from '../source/script.ts';
import type { Table } from './describer.ts';
import { refuse, type Trail } from './refusal.ts';

/** @throws Refusal of a unique symbol: only symbols that a worker can name as well have a twin there */
export function describeSymbol(table: Table, symbol: symbol, trail: Trail | undefined): Node {
  const registered = Symbol.keyFor(symbol);
  if (registered !== undefined) return { kind: 'symbol', type: 'registered', name: registered };
  const description = symbol.description ?? '';
  const name = description.replace(/^Symbol\./, '');
  if (Reflect.get(Symbol, name) === symbol) return { kind: 'symbol', type: 'well-known', name };
  if (isInBundle() && isMadeBy(table.scripts, description)) return describeTwin(table, symbol);
  return refuse(trail, {
    culprit: `the symbol '${description}'`,
    why: 'a unique symbol cannot have a twin in another worker',
    advice: `make it with Symbol.for('${symbol.description ?? 'name'}')`,
  });
}

/**
 * Does the code that travels along make it? Whoever knows the symbol there gets the worker's twin. One of a library
 * outside of the bundle is the library's own in the worker.
 */
function isMadeBy(scripts: Iterable<Script>, description: string): boolean {
  for (const script of scripts) {
    const text = script.runningText()?.text ?? '';
    for (const [, , said = ''] of text.matchAll(CALLS)) if (said === description) return true;
    if (CALL_BY_NAME.test(text) && hasText(text, description)) return true;
  }
  return false;
}

function hasText(text: string, said: string): boolean {
  return ['"', "'", '`'].some((quote) => text.includes(`${quote}${said}${quote}`));
}

/** `Symbol(description)` */
const CALL_BY_NAME = /\bSymbol\(\s*[\w$]/;
/** `Symbol('description')` */
const CALLS = /\bSymbol\(\s*(?:(["'`])((?:(?!\1)[^\\]|\\.)*)\1\s*)?\)/g;

/** Each worker makes one, for all functions that it gets. */
function describeTwin(table: Table, symbol: symbol): Node {
  const id = twins.get(symbol) ?? nextPerWorkerId();
  twins.set(symbol, id);
  const make = table.slotForNode(makerOf(symbol.description));
  return { kind: 'per-worker', id, constant: 'Symbol', make };
}

const twins = new WeakMap<symbol, string>();

function makerOf(description: string | undefined): FunctionNode {
  return {
    kind: 'function',
    source: `() => Symbol(${JSON.stringify(description) ?? ''})`,
    shape: 'expression',
    isStrict: true,
    ...{ url: '', line: 0, column: 0 },
    ...{ variables: [], early: [], cells: [], properties: [], prototypeProperties: [] },
  };
}
