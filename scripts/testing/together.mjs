// Test files that run in one process, one after another: each would take longer to start than to run.
// Each is a suite of its own there, so what it sets up for its tests is for its own tests.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {import('./tally.mjs').TestEvent} TestEvent */
/** @typedef {import('./run-files.mjs').FileRun} FileRun */

/** Parts of built paths: the files of one of these run together. */
const TOGETHER = [
  'test/core/',
  'test/cluster/',
  'test/cli/',
  'test/shared/objects/',
  'test/shared/values/',
  'test/shared/home/',
  'test/progress/',
  'test/trace/',
  'test/bench/',
];

const ENTRY = 'looks at the file that its program was started with';
const REQUIRED = 'imports modules that other tests have required, which is too much for Node 20';

/** Parts of built paths, and why they need a process of their own. @type {Readonly<Record<string, string>>} */
export const ALONE = {
  'test/core/api/crew-options.test': ENTRY,
  'test/core/codec/error/living-class.test':
    'looks through the heap, unless other tests have filled it',
  'test/core/codec/function/capture/capture.test': ENTRY,
  'test/core/codec/function/capture/describe-function.test': ENTRY,
  'test/core/codec/function/entry.test': ENTRY,
  'test/core/codec/function/slow-captures.test':
    'counts properties that are looked at: those of libraries, too, if other tests have loaded some',
  'test/core/codec/function/source/find-reference.test': ENTRY,
  'test/core/worker/finalize.test': REQUIRED,
  'test/core/worker/load-for.test': REQUIRED,
  'test/core/worker/run-chunk.test': REQUIRED,
  'test/core/schedule/scheduler.test': 'looks at what keeps its program alive',
};

/** So many that their start does not matter any more, so few that no process is long alone at the end of a run. */
const MOST = 30;

/**
 * What runs in one process each, in the order of the files.
 *
 * @param {readonly string[]} files
 * @returns {(readonly string[])[]}
 */
export function together(files) {
  /** @type {Map<string, string[]>} */
  const open = new Map();
  /** @type {string[][]} */
  const all = [];
  for (const file of files) {
    const folder = folderOf(file);
    let group = folder === undefined ? undefined : open.get(folder);
    if (group === undefined || group.length === MOST) {
      group = [];
      all.push(group);
      if (folder !== undefined) open.set(folder, group);
    }
    group.push(file);
  }
  return all;
}

/** @param {string} file */
function folderOf(file) {
  const path = file.replaceAll('\\', '/');
  if (Object.keys(ALONE).some((part) => path.includes(part))) return undefined;
  return TOGETHER.find((part) => path.includes(part));
}

/** For the programs that import several files. */
const FOLDER = join('build', 'together');
const IMPORTS = `import { before, describe } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
`;

/**
 * Writes a program in which each file is a suite. Each lets a turn pass before its tests: what the files before it
 * have reported is written by then, so that nothing of it is lost if one of its tests ends the process.
 *
 * @param {readonly string[]} group
 */
export function programOf(group) {
  const suites = group.map((file) => {
    const [name, url] = [file, pathToFileURL(resolve(file)).href].map((text) =>
      JSON.stringify(text),
    );
    return `describe(${name}, async () => { before(() => nextTurn()); await import(${url}); });\n`;
  });
  mkdirSync(FOLDER, { recursive: true });
  const program = join(FOLDER, `${group[0]?.replaceAll(/[\\/]/g, '-')}.mjs`);
  writeFileSync(program, `${IMPORTS}${suites.join('')}`);
  return program;
}

/**
 * What became of each file: takes the suites that stand for them away again.
 *
 * @param {readonly string[]} group
 * @param {readonly TestEvent[]} events
 * @returns {FileRun[]}
 */
export function byFile(group, events) {
  const runs = new Map(group.map((file) => [file, new Part(file)]));
  /** @type {Part | undefined} */
  let running; // what is written comes at once, what is reported in the order of the files
  /** @type {Part | undefined} */
  let reported;
  for (const event of events) {
    const { type, data } = event;
    const part = data.nesting === 0 ? runs.get(data.name) : undefined;
    if (type === 'test:dequeue') running = part ?? running;
    else if (type === 'test:stdout' || type === 'test:stderr') running?.events.push(event);
    else if (type === 'test:start' && part !== undefined) reported = part;
    else if (part !== undefined) part.end(event);
    else reported?.add(event);
  }
  for (const part of runs.values()) part.endTooSoon(running?.file);
  return [...runs.values()];
}

/** @implements {FileRun} */
class Part {
  seconds = 0;
  /** @type {TestEvent[]} */
  events = [];
  #hasEnded = false;

  /** @param {string} file */
  constructor(file) {
    this.file = file;
  }

  /** @param {TestEvent} event */
  add({ type, data }) {
    if (type !== 'test:enqueue')
      this.events.push({ type, data: { ...data, nesting: Math.max(0, data.nesting - 1) } });
  }

  /** What is wrong with the file itself, and not with a test of it, is a failure. @param {TestEvent} event */
  end({ type, data }) {
    if (type !== 'test:pass' && type !== 'test:fail') return;
    this.#hasEnded = true;
    this.seconds = (data.details.duration_ms ?? 0) / 1000;
    if (type === 'test:fail') this.events.push({ type, data: { ...data, ...this.#place } });
  }

  /** @param {string | undefined} running The file at which the process has ended. */
  endTooSoon(running) {
    if (this.#hasEnded) return;
    const cause = `it did not come to its end: its process, which it shares with others, ended in ${running ?? 'one that the runner did not name'}`;
    const error = Object.assign(new Error(cause), { failureType: 'testCodeFailure', cause });
    const message = '';
    this.events.push({
      type: 'test:fail',
      data: { name: this.file, nesting: 0, message, ...this.#place, details: { error } },
    });
  }

  get #place() {
    return { file: resolve(this.file), line: 1, column: 1 };
  }
}
