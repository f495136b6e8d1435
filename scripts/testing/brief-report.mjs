// The report for readers without a terminal (a log, a pipe): failures in full as they come, with what
// their file has written, then the counts. A file without a failure says nothing, so nothing that tests
// print on purpose reaches the reader. It never has more than 300 lines: failures beyond them are in
// build/test-failures.txt.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { sourceOf, withSourcePositions } from './source-positions.mjs';
import { isFailure, Tally } from './tally.mjs';

const FULL_REPORT = join('build', 'test-failures.txt');
/** Together they make the 300 lines. */
const [LINES_IN_FULL, TITLES, SKIP_REASONS] = [220, 40, 25];
/** Of what a failing file has written: the end tells more than the beginning. */
const LINES_WRITTEN = 30;

/** @param {AsyncIterable<import('./run-files.mjs').FileRun>} runs */
export async function* briefReport(runs) {
  const startedAtMs = performance.now();
  const tally = new Tally();
  const budget = new Budget();
  let files = 0;
  for await (const run of runs) {
    files += 1;
    tally.add(run.events);
    for (const block of failuresOf(run)) yield* budget.shown(block);
  }
  yield* budget.rest();
  yield* reasonsOf(tally);
  const { passed, failed, skipped, todo } = tally;
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(0);
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped, ${todo} to do`;
  yield `${counts}, in ${files} files and ${seconds} s\n`;
}

/** Cuts what is shown, and keeps all of it. */
class Budget {
  #linesLeft = LINES_IN_FULL;
  #all = '';
  /** Titles of what was not shown whole. @readonly @type {string[]} */
  #cut = [];

  /** @param {readonly string[]} block */
  *shown(block) {
    this.#all += `${block.join('\n')}\n\n`;
    const lines = block.slice(0, this.#linesLeft);
    this.#linesLeft -= Math.min(lines.length + 1, this.#linesLeft);
    if (lines.length > 0) yield `${lines.join('\n')}\n\n`;
    if (lines.length < block.length) this.#cut.push(block[0] ?? '');
  }

  *rest() {
    if (this.#cut.length === 0) return;
    writeFileSync(FULL_REPORT, this.#all);
    yield `${this.#cut.slice(0, TITLES).join('\n')}\n`;
    yield `${this.#cut.length} failures did not fit: ${FULL_REPORT} has all of them\n\n`;
  }
}

/**
 * A block of lines for each failure, its title first; after the last one what the file has written.
 *
 * @param {import('./run-files.mjs').FileRun} run
 */
function failuresOf({ file, events }) {
  /** @type {string[][]} */
  const blocks = [];
  /** @type {string[]} */
  const path = [];
  let written = '';
  for (const event of events) {
    const { type, data } = event;
    if (type === 'test:stdout' || type === 'test:stderr') written += data.message;
    if (type === 'test:start') path.splice(data.nesting, Infinity, data.name);
    if (isFailure(event))
      blocks.push(failureOf(file, [...path.slice(0, data.nesting), data.name], data));
  }
  blocks.at(-1)?.push(...lastLinesOf(written));
  return blocks;
}

/**
 * Without the frames of Node itself.
 *
 * @param {string} file
 * @param {readonly string[]} path
 * @param {import('./tally.mjs').TestData} data
 */
function failureOf(file, path, { file: place, line, column, details }) {
  const { cause, exitCode, signal } = details.error;
  const titles = path.at(-1) === file ? [] : path;
  const end = exitCode ?? signal ?? undefined;
  const text = `at ${place}:${line}:${column}\n${typeof cause === 'string' ? cause : inspect(cause)}`;
  return [
    `✖ ${[sourceOf(file), ...titles].join(' › ')}`,
    ...linesOf(withSourcePositions(text)).filter((row) => !/^\s+at .*\(?node:/.test(row)),
    ...(end === undefined ? [] : [`  its process ended with ${end}`]),
  ];
}

/** @param {string} written */
function lastLinesOf(written) {
  if (written === '') return [];
  const lines = linesOf(withSourcePositions(written.trimEnd()));
  return ['  the file has written:', ...lines.slice(-LINES_WRITTEN).map((line) => `  |${line}`)];
}

/** @param {string} text */
function linesOf(text) {
  return text.split('\n').map((line) => `  ${line}`);
}

/** @param {Tally} tally */
function* reasonsOf({ reasons }) {
  if (reasons.size === 0) return;
  const all = [...reasons].sort(([, a], [, b]) => b - a);
  yield 'skipped:\n';
  for (const [reason, count] of all.slice(0, SKIP_REASONS)) yield `  ${count} × ${reason}\n`;
  if (all.length > SKIP_REASONS) yield `  … for ${all.length - SKIP_REASONS} more reasons\n`;
}
