/** The first thing in which two portraits differ. */
import type { Portrait, PortraitNode } from './portrait.ts';

export interface Difference {
  /** In words that are the same for all faults of a kind. */
  readonly what: string;
  readonly detail: string;
}

/** `expected` and `actual` as `portraitOf` gives them. */
export function comparePortraits(expected: string, actual: string): Difference | undefined {
  const pair = [JSON.parse(expected) as Portrait, JSON.parse(actual) as Portrait] as const;
  return new Comparison(...pair).run();
}

/**
 * Structured clone makes a `Uint8Array` of a `Buffer`. The pool does not (and may say so in types):
 * as many buffers must come as were sent.
 */
export function compareBuffers(
  original: string,
  expected: string,
  actual: string,
): Difference | undefined {
  const count = (portrait: string, prototype: string): number =>
    portrait.split(`"prototype":"${prototype}"`).length - 1;
  // Structured clone leaves some properties out, with the buffers in them.
  const bytes = count(expected, 'Uint8Array') + count(expected, 'Buffer');
  const sent = Math.min(count(original, 'Buffer'), bytes);
  const came = count(actual, 'Buffer');
  if (sent <= came) return undefined;
  return { what: 'Buffer becomes Uint8Array', detail: `${sent} sent, ${came} came` };
}

class Comparison {
  readonly #expected: Portrait;
  readonly #actual: Portrait;
  /** From an object that is expected to the one that came, and back: the same must be the same. */
  readonly #pairs = new Map<string, string>();
  readonly #backwards = new Map<string, string>();
  readonly #shared: ReadonlySet<string>;

  constructor(expected: Portrait, actual: Portrait) {
    this.#expected = expected;
    this.#actual = actual;
    this.#shared = sharedBuffers(expected);
  }

  run(): Difference | undefined {
    return this.#references(this.#expected.root, this.#actual.root, 'value');
  }

  #references(expected: string, actual: string, path: string): Difference | undefined {
    if (!expected.startsWith('#') || !actual.startsWith('#')) {
      const what = `${typeOf(expected)} becomes ${typeOf(actual)}`;
      return differ(expected, actual, what, path);
    }
    // Its bytes are not looked at through a view: what lies beside the view need not come along.
    const isBuffer = node(this.#expected, expected).kind === 'AnyArrayBuffer';
    if (this.#pairs.get(expected) === actual && !isBuffer) return undefined;
    if ((this.#pairs.get(expected) ?? actual) !== actual) {
      return { what: 'one object became two', detail: `at ${path}` };
    }
    if ((this.#backwards.get(actual) ?? expected) !== expected) {
      return { what: 'two objects became one', detail: `at ${path}` };
    }
    this.#pairs.set(expected, actual);
    this.#backwards.set(actual, expected);
    return this.#nodes(node(this.#expected, expected), node(this.#actual, actual), path);
  }

  #nodes(expected: PortraitNode, actual: PortraitNode, path: string): Difference | undefined {
    return (
      this.#classes(expected, actual, path) ??
      this.#keys(expected, actual, path) ??
      this.#properties(expected, actual, path) ??
      this.#inner(expected, actual, path) ??
      this.#view(expected, actual, path)
    );
  }

  #classes(expected: PortraitNode, actual: PortraitNode, path: string): Difference | undefined {
    if (expected.prototype === 'Uint8Array' && actual.prototype === 'Buffer') return undefined;
    return differ(
      `${expected.kind} of ${expected.prototype}`,
      `${actual.kind} of ${actual.prototype}`,
      `${expected.prototype} becomes ${actual.prototype}`,
      path,
    );
  }

  #keys(expected: PortraitNode, actual: PortraitNode, path: string): Difference | undefined {
    const keys = ({ properties }: PortraitNode): string =>
      JSON.stringify(properties.map(([key, flags]) => [key, flags]));
    return differ(keys(expected), keys(actual), `properties of ${expected.kind}`, path);
  }

  #properties(expected: PortraitNode, actual: PortraitNode, path: string): Difference | undefined {
    for (const [index, [key, , value]] of expected.properties.entries()) {
      const other = actual.properties[index]?.[2] ?? 'nothing';
      const found = this.#references(value, other, `${path}[${JSON.stringify(key)}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #inner(expected: PortraitNode, actual: PortraitNode, path: string): Difference | undefined {
    const { kind } = expected;
    if (kind === 'AnyArrayBuffer') {
      return differ(`${expected.inner}`, `${actual.inner}`, 'bytes of a buffer', path);
    }
    const holder = `inside of ${kind}`;
    const counts = [`${expected.inner.length}`, `${actual.inner.length}`] as const;
    const found = differ(...counts, holder, path);
    if (found !== undefined) return found;
    for (const [index, value] of expected.inner.entries()) {
      const other = actual.inner[index] ?? 'nothing';
      const difference = this.#references(value, other, `${path}<${index}>`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  /** A view whose buffer nobody else has may keep its place in it, or have a buffer of its own size. */
  #view(expected: PortraitNode, actual: PortraitNode, path: string): Difference | undefined {
    if (expected.view === undefined || actual.view === undefined) return undefined;
    const [buffer, offset, length] = expected.view;
    const [ownBuffer, ownOffset] = actual.view;
    const size = Number(node(this.#actual, ownBuffer).inner[0]);
    const isCompact = ownOffset === 0 && size === length && actual.view[2] === length;
    if (isCompact && !this.#shared.has(buffer)) return undefined;
    if (isPooled(node(this.#expected, buffer)) && size === POOL_BYTES) return undefined;
    const sizes = [node(this.#expected, buffer), node(this.#actual, ownBuffer)].map(
      ({ inner }) => `${inner[0]} bytes, ${inner[1]}`,
    );
    const before = `${offset}, ${length} of ${sizes[0]}`;
    const after = `${ownOffset}, ${actual.view[2]} of ${sizes[1]}`;
    if (this.#pairs.get(buffer) === ownBuffer)
      return differ(before, after, 'place of a view', path);
    const isShared = this.#shared.has(buffer);
    const what = isShared ? 'views of one buffer come apart' : 'a view without memory of its own';
    if (this.#pairs.has(buffer) || this.#backwards.has(ownBuffer)) {
      return { what: isShared ? what : 'views of two buffers share one', detail: `at ${path}` };
    }
    this.#pairs.set(buffer, ownBuffer);
    this.#backwards.set(ownBuffer, buffer);
    return differ(before, after, what, path);
  }
}

/** Where in its pool Node puts a small `Buffer` is another place each time. */
const POOL_BYTES = Buffer.poolSize;

function isPooled({ inner }: PortraitNode): boolean {
  return Number(inner[0]) === POOL_BYTES;
}

function differ(
  expected: string,
  actual: string,
  what: string,
  path: string,
): Difference | undefined {
  if (expected === actual) return undefined;
  return { what, detail: `at ${path}\n  expected ${cut(expected)}\n  but came ${cut(actual)}` };
}

function cut(text: string): string {
  return text.length > 400 ? `${text.slice(0, 200)} … ${text.slice(-200)}` : text;
}

function node(portrait: Portrait, reference: string): PortraitNode {
  const found = portrait.nodes[Number(reference.slice(1))];
  if (found === undefined) throw new Error(`no object ${reference} in the portrait`);
  return found;
}

/** What a reference refers to, without saying which. */
function typeOf(reference: string): string {
  if (reference.startsWith('#')) return 'an object';
  if (reference.startsWith("'")) return 'a string';
  if (reference.startsWith('function ')) return 'a function';
  if (/^-?\d+n$/.test(reference)) return 'a bigint';
  return /^(-?[\d.]|NaN|-?Infinity)/.test(reference) ? 'a number' : reference;
}

/** The buffers that are referred to more than once. */
function sharedBuffers({ nodes, root }: Portrait): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const references = nodes.flatMap(({ properties, inner, view }) => [
    ...properties.map(([, , value]) => value),
    ...inner,
    ...(view === undefined ? [] : [view[0]]),
  ]);
  for (const reference of [root, ...references]) {
    counts.set(reference, (counts.get(reference) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count > 1).map(([reference]) => reference));
}
