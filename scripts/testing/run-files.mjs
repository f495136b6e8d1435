// Runs test files, some at a time, and tells what became of each. `together.mjs` says which share a process.
// One `run` of node:test per process: an event names the file that a test is written in, which for a
// shared suite is not the file that ran it.
import { rmSync } from 'node:fs';
import { run as runTests } from 'node:test';
import { byFile, programOf, together } from './together.mjs';

/** An alarm for a file that hangs, not a measure: no file takes two minutes on a machine at rest. */
const ALARM_MS = 900_000;

/** @typedef {import('./tally.mjs').TestEvent} TestEvent */
/** @typedef {{ file: string, seconds: number, events: TestEvent[] }} FileRun */

/**
 * In the order in which they end.
 *
 * @param {readonly string[]} files
 * @param {number} atOnce
 * @returns {AsyncGenerator<FileRun>}
 */
export async function* runFiles(files, atOnce) {
  const waiting = together(files);
  /** @type {Map<readonly string[], Promise<[group: readonly string[], runs: FileRun[]]>>} */
  const running = new Map();
  while (waiting.length > 0 || running.size > 0) {
    while (running.size < atOnce && waiting.length > 0) {
      const group = waiting.shift() ?? [];
      running.set(
        group,
        runGroup(group).then((runs) => [group, runs]),
      );
    }
    const [group, runs] = await Promise.race(running.values());
    running.delete(group);
    yield* runs;
  }
}

/**
 * @param {readonly string[]} group
 * @returns {Promise<FileRun[]>}
 */
async function runGroup(group) {
  const [first = ''] = group;
  if (group.length === 1) return [await runFile(first)];
  const program = programOf(group);
  try {
    return byFile(group, (await runFile(program)).events);
  } finally {
    rmSync(program);
  }
}

/**
 * @param {string} file
 * @returns {Promise<FileRun>}
 */
async function runFile(file) {
  const startedAtMs = performance.now();
  /** @type {TestEvent[]} */
  const events = [];
  /** @type {AsyncIterable<TestEvent>} */
  const run = runTests({ files: [file], timeout: ALARM_MS });
  // What sums up a run has no file; the caller counts on its own.
  for await (const event of run) {
    if (event.data.file !== undefined) events.push(event);
  }
  return { file, seconds: (performance.now() - startedAtMs) / 1000, events };
}
