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

/** Names and values that fit on one line and can be read in one way only. */
export function isWellFormed(headers: Headers): boolean {
  return Object.entries(headers).every(
    ([name, value]) => NAME.test(name) && typeof value === 'string' && VALUE.test(value),
  );
}

/** The only header that is not signed. */
export const SIGNATURE = 'Mh-Signature';
const NAME = /^[A-Za-z0-9_-]{1,100}$/;
const VALUE = /^[\x20-\x7e]*$/;
