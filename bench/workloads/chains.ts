/**
 * Work for chains, in the pieces that a chain is made of, and as whole loops over a part of the items: what a program without a pool
 * runs, and what two workers are given by hand.
 */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** A part of the items, by positions. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Some 17 ns of work: as many rounds of mixing. */
export function mix(n: number): number {
  let h = n | 0;
  for (let round = 0; round < 17; round += 1) h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  return h >>> 0;
}

export function isKept(h: number): boolean {
  return (h & 3) === 0;
}

export function mixSum({ from, to }: Span): number {
  let sum = 0;
  for (let n = from; n < to; n += 1) {
    const h = mix(n);
    if (isKept(h)) sum += h;
  }
  return sum;
}

/** Together some nanosecond. */
export function double(n: number): number {
  return n * 2;
}

export function isThird(n: number): boolean {
  return n % 3 === 0;
}

export function thirdsSum({ from, to }: Span): number {
  let sum = 0;
  for (let n = from; n < to; n += 1) {
    const m = double(n);
    if (isThird(m)) sum += m;
  }
  return sum;
}

export type Counts = Map<string, number>;

export function wordsOf(file: string): string[] {
  return (
    readFileSync(file, 'utf8')
      .toLowerCase()
      .match(/[a-z]+/g) ?? []
  );
}

export function countWords(files: readonly string[]): Counts {
  const counts: Counts = new Map();
  for (const file of files)
    for (const word of wordsOf(file)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** A part of a file, in bytes; a line belongs to the part in which it begins. */
export interface Piece extends Span {
  readonly file: string;
}

/** The whole lines of a part: it reads on to the end of its last line. */
export function linesOf({ file, from, to }: Piece): string[] {
  const descriptor = openSync(file, 'r');
  try {
    const end = Math.min(to + LONGEST_LINE, fstatSync(descriptor).size);
    const start = Math.max(0, from - 1);
    const bytes = Buffer.allocUnsafe(Math.max(0, end - start));
    readSync(descriptor, bytes, 0, bytes.length, start);
    const first = from === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
    const last = to >= end ? bytes.length : bytes.indexOf(NEWLINE, to - 1 - start) + 1;
    return bytes.toString('latin1', first, last).split('\n').filter(Boolean);
  } finally {
    closeSync(descriptor);
  }
}

const NEWLINE = 10;
const LONGEST_LINE = 1024;

export interface LogRecord {
  readonly path: string;
  readonly status: number;
}

export function parseRecord(line: string): LogRecord {
  return JSON.parse(line) as LogRecord; // as it was written for this
}

export function isFailure({ status }: LogRecord): boolean {
  return status >= 500;
}

export function countFailures(piece: Piece): Counts {
  const counts: Counts = new Map();
  for (const line of linesOf(piece)) {
    const record = parseRecord(line);
    if (isFailure(record)) counts.set(record.path, (counts.get(record.path) ?? 0) + 1);
  }
  return counts;
}

export function addCounts(parts: readonly Counts[]): Counts {
  const all: Counts = new Map();
  for (const part of parts)
    for (const [key, count] of part) all.set(key, (all.get(key) ?? 0) + count);
  return all;
}
