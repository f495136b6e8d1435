/**
 * `JSON.parse` that knows what it altered. Looks for it cheaply first: most records have nothing of the kind, and reading
 * records is what limits the throughput of a run.
 */
import { randomUUID } from 'node:crypto';
import type { Reading } from './reading.ts';

/** What a number must look like, at least, to be altered. It may be part of a text. */
const SUSPICIOUS = /\d{16}|[eE]\+?\d{3}/;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[{}:]/g;
const INTEGER = /^-?\d+$/;
/** No text of an input begins with it. */
const MARK = `bigint ${randomUUID()} `;

/** @throws SyntaxError · TypeError for what would be altered, with `--strict` */
export function parseExactly(text: string, { alterations, hasBigInts }: Reading): unknown {
  const isSuspicious = SUSPICIOUS.test(text);
  const value =
    isSuspicious && hasBigInts === true ? parseBig(text) : (JSON.parse(text) as unknown);
  const refusal =
    (isSuspicious && hasInexact(text, hasBigInts === true)
      ? alterations.note('number')
      : undefined) ??
    (hasSameKeys(text, value) ? alterations.note('key') : undefined) ??
    alterations.noteText(text);
  if (refusal !== undefined) throw refusal;
  return value;
}

/** Whether a number is what the text says, or at least is written again as it. */
function isKept(number: string): boolean {
  const value = Number(number);
  if (!INTEGER.test(number)) return Number.isFinite(value);
  return isHeld(number) || String(value) === number;
}

function isHeld(integer: string): boolean {
  const value = Number(integer);
  return Number.isFinite(value) && BigInt(value) === BigInt(integer);
}

function hasInexact(text: string, mayBeInteger: boolean): boolean {
  for (const [token] of text.matchAll(TOKEN)) {
    if (!/^[-\d]/.test(token) || isKept(token)) continue;
    if (!mayBeInteger || !INTEGER.test(token)) return true;
  }
  return false;
}

function parseBig(text: string): unknown {
  JSON.parse(text); // what is no JSON must not become some
  const marked = text.replace(TOKEN, (token) =>
    INTEGER.test(token) && !isHeld(token) ? JSON.stringify(MARK + token) : token,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value,
  );
}

/** As `JSON.stringify`, with bigints as integers. */
export function stringifyBig(value: unknown): string | undefined {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? `${MARK}${inner}` : inner,
  ) as string | undefined; // of `undefined` there is no JSON
  return text?.replace(MARKED, '$1');
}

const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, 'g');

/** Each key has its colon. So where there are no more of these than keys, no key was dropped. */
function hasSameKeys(text: string, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  let colons = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) colons += 1;
  const keys = countKeys(value);
  return colons > keys && countKeyTokens(text) > keys;
}

function countKeys(value: object): number {
  let count = 0;
  const waiting: object[] = [value];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const values: unknown[] = Array.isArray(one) ? one : Object.values(one);
    if (values !== one) count += values.length;
    for (const inner of values)
      if (typeof inner === 'object' && inner !== null) waiting.push(inner);
  }
  return count;
}

function countKeyTokens(text: string): number {
  let count = 0;
  for (const [token] of text.matchAll(TOKEN)) if (token === ':') count += 1;
  return count;
}
