/**
 * Finds the part of a value that keeps the whole from being sent, and the way to it.
 *
 * Runs only after structured clone has refused, so it may be slow, but never without end: values
 * may be cyclic, deep, huge, and full of getters that throw or that answer something new each time.
 *
 *    { options: { retries: 3, socket } }   ──►   { path: 'options.socket', reason: 'a net.Socket: …' }
 */

import { deserialize, serialize } from 'node:v8';
import { cloneValue } from '../../base/clone.ts';
import { type Content, contentOf } from '../../base/cloned-graph.ts';
import { cut, cutMiddle } from '../../base/cut.ts';
import { describeValue } from '../../base/describe.ts';
import { isServed } from '../../base/served.ts';
import { explainGetter, type Unsendable, whyUnsendable } from './unsendable.ts';
import type { Boundary } from './unsendable-kinds.ts';

/** What cannot cross: `path` is written as in JavaScript, and empty for the value itself. */
export interface UnsendablePart extends Unsendable {
  readonly path: string;
}

/** The first thing in `value` that cannot cross; `undefined` if nothing is found to blame. */
export function findUnsendable(
  value: unknown,
  boundary: Boundary = 'process',
): UnsendablePart | undefined {
  return new Search(boundary).find(value);
}

/** One step into a value: what was found there, or why it could not even be read. */
interface Child {
  readonly step: string;
  readonly value?: unknown;
  readonly unsendable?: Unsendable;
}

/** A value on the way from the root to where the search is now. */
interface Frame {
  readonly step: string;
  readonly children: Iterator<Child>;
}

class Search {
  readonly #boundary: Boundary;
  readonly #seen = new Set<unknown>();
  /** Depth first, as the serialiser goes; an array and not recursion, for values may be deep. */
  readonly #way: Frame[] = [];
  /** Objects of unknown kind. If nothing better is found, trying to send them tells. */
  readonly #untried: { readonly value: object; readonly path: string }[] = [];

  constructor(boundary: Boundary) {
    this.#boundary = boundary;
  }

  find(root: unknown): UnsendablePart | undefined {
    let found = this.#enter({ step: '', value: root });
    while (found === undefined && this.#seen.size < MAX_OBJECTS) {
      const top = this.#way.at(-1);
      if (top === undefined) return this.#tryUnknown();
      const next = top.children.next();
      if (next.done === true) this.#way.pop();
      else found = this.#enter(next.value);
    }
    return found === undefined ? undefined : { path: this.#path(), ...found };
  }

  /** Judges a child; if it may pass, its own children come next. */
  #enter(child: Child): Unsendable | undefined {
    const { step, value } = child;
    if (this.#seen.has(value) || (isContainer(value) && isServed(value))) return undefined;
    const found = child.unsendable ?? whyUnsendable(value, this.#boundary);
    if (found !== undefined) this.#way.push({ step, children: NOTHING });
    else if (isContainer(value)) this.#descend(step, value);
    return found;
  }

  #descend(step: string, value: object): void {
    this.#seen.add(value);
    this.#way.push({ step, children: childrenOf(value) });
    if (this.#untried.length < MAX_UNTRIED && !isWellKnown(value)) {
      this.#untried.push({ value, path: this.#path() });
    }
  }

  /** The last first: the deeper object is to blame, not the one that holds it. */
  #tryUnknown(): UnsendablePart | undefined {
    const affordable = Math.ceil(MAX_TRIED / this.#seen.size);
    for (const { value, path } of this.#untried.reverse().slice(0, affordable)) {
      const found = tryToSend(value, this.#boundary);
      if (found !== undefined) return { path, ...found };
    }
    return undefined;
  }

  #path(): string {
    const path = this.#way.map((frame) => frame.step).join('');
    return cutMiddle(path.replace(/^\./, ''), MAX_PATH);
  }
}

function tryToSend(value: object, boundary: Boundary): Unsendable | undefined {
  try {
    // Both ways, for some things can be written and not read: WebAssembly modules, for example.
    if (boundary === 'process') deserialize(serialize(value));
    else cloneValue(value);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // too deep or too large: nobody's fault here
    const why = error instanceof Error ? cut(error.message, 100) : describeValue(error);
    const advice = 'send the plain data that it was made from, and make it again in the worker';
    return { reason: `${describeValue(value)}, which Node cannot copy: ${why}`, advice };
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Kinds that structured clone copies whatever they are: no need to try. */
function isWellKnown(value: object): boolean {
  if (Array.isArray(value) || WELL_KNOWN.has(contentOf(value))) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const WELL_KNOWN: ReadonlySet<Content> = new Set<Content>(['nothing', 'entries', 'members']);

/** What structured clone would look at inside `value`, in its order. */
function childrenOf(value: object): Iterator<Child> {
  switch (contentOf(value)) {
    case 'nothing':
      return NOTHING;
    case 'entries':
      return entriesOf(value as ReadonlyMap<unknown, unknown>); // contentOf says so
    case 'members':
      return membersOf(value as ReadonlySet<unknown>);
    case 'cause':
      return readAll(value, ['cause']);
    case 'properties':
      return readAll(value, Object.keys(value));
  }
}

function* readAll(value: object, keys: readonly string[]): Generator<Child, void> {
  for (const key of keys) {
    const child = read(value, key);
    if (child !== undefined) yield child;
  }
}

/** `undefined` for what needs no further look, which is most of a large array of numbers. */
function read(object: object, key: string): Child | undefined {
  try {
    const value: unknown = Reflect.get(object, key);
    return isPlain(value) ? undefined : { step: stepTo(object, key), value };
  } catch (error) {
    return { step: stepTo(object, key), unsendable: explainGetter(error) };
  }
}

function* entriesOf(map: ReadonlyMap<unknown, unknown>): Generator<Child, void> {
  let position = 0;
  // Not `map.entries()`: a subclass may have its own.
  for (const [key, value] of Map.prototype.entries.call(map)) {
    if (!isPlain(key)) yield { step: `.keys()[${position}]`, value: key };
    if (!isPlain(value)) {
      const step = isPlain(key) ? `.get(${describeValue(key)})` : `.values()[${position}]`;
      yield { step, value };
    }
    position += 1;
  }
}

function* membersOf(set: ReadonlySet<unknown>): Generator<Child, void> {
  let position = 0;
  for (const value of Set.prototype.values.call(set)) {
    if (!isPlain(value)) yield { step: `.values()[${position}]`, value };
    position += 1;
  }
}

function isPlain(value: unknown): boolean {
  return value === null || !['object', 'function', 'symbol'].includes(typeof value);
}

function stepTo(object: object, key: string): string {
  if (Array.isArray(object) && /^\d+$/.test(key)) return `[${key}]`;
  if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)) return `.${cut(key, MAX_KEY)}`;
  return `[${JSON.stringify(cut(key, MAX_KEY))}]`;
}

const NOTHING: Iterator<Child> = { next: () => ({ done: true, value: undefined }) };

/** About a second of searching. Whoever sends more than this gets the serialiser's own words. */
const MAX_OBJECTS = 500_000;
const MAX_UNTRIED = 200;
/** Trying is expensive: each object is copied with all that it reaches, so this many objects at most. */
const MAX_TRIED = 1_000_000;
const MAX_PATH = 200;
const MAX_KEY = 60;
