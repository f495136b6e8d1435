/**
 * What is signed: the headers in one form only, whatever order and transport they had, and the hash of
 * the body among them. A header that was added, left out, renamed or changed changes this text.
 */
import { hash } from 'node:crypto';
import type { Headers } from '../engine/engine.ts';

export function canonicalText(headers: Headers): string {
  const lines = Object.entries(headers)
    .filter(([name]) => name !== SIGNATURE)
    .map(([name, value]) => `${name}:${value}\n`)
    .toSorted();
  return `manyhands\n${lines.join('')}`;
}

export function hashOf(body: Uint8Array): string {
  return hash('sha256', body, 'base64url');
}

/** Names and values that fit on one line and can be read in one way only, and no more of them than we ever write. */
export function isWellFormed(headers: Headers): boolean {
  const all = Object.entries(headers);
  return (
    all.length <= MAX_HEADERS &&
    all.every(([name, value]) => NAME.test(name) && typeof value === 'string' && VALUE.test(value))
  );
}

/** The only header that is not signed. */
export const SIGNATURE = 'Mh-Signature';
/** Ours have some twenty. The key's name is no secret: a stranger could have us sort and hash a hundred thousand. */
const MAX_HEADERS = 64;
const NAME = /^[A-Za-z0-9_-]{1,100}$/;
const VALUE = /^[\x20-\x7e]*$/;
