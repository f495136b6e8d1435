// Runs test files, some at a time, each in a process of its own, and tells what became of each.
// One `run` of node:test per file: an event names the file that a test is written in, which for a
// shared suite is not the file that ran it.
import { run as runTests } from 'node:test';

/** An alarm for a file that hangs, not a measure: no file takes two minutes on a machine at rest. */
const ALARM_MS = 900_000;

/** @typedef {{ file: string, seconds: number, events: import('./tally.mjs').TestEvent[] }} FileRun */

/**
 * In the order in which they end.
 *
 * @param {readonly string[]} files
 * @param {number} atOnce
 * @returns {AsyncGenerator<FileRun>}
 */
export async function* runFiles(files, atOnce) {
  const waiting = [...files];
  /** @type {Map<string, Promise<FileRun>>} */
  const running = new Map();
  while (waiting.length > 0 || running.size > 0) {
    while (running.size < atOnce && waiting.length > 0) {
      const file = waiting.shift() ?? '';
      running.set(file, runFile(file));
    }
    const ended = await Promise.race(running.values());
    running.delete(ended.file);
    yield ended;
  }
}

/**
 * @param {string} file
 * @returns {Promise<FileRun>}
 */
async function runFile(file) {
  const startedAtMs = performance.now();
  /** @type {FileRun['events']} */
  const events = [];
  /** @type {AsyncIterable<FileRun['events'][number]>} */
  const run = runTests({ files: [file], timeout: ALARM_MS });
  // What sums up a run has no file; the caller counts on its own.
  for await (const event of run) {
    if (event.data.file !== undefined) events.push(event);
  }
  return { file, seconds: (performance.now() - startedAtMs) / 1000, events };
}
