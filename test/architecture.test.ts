/** Holds the layers and the grain of the source tree; the rules are in architecture/rules.ts. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { describe, it } from 'node:test';
import { loadedWith } from './architecture/static-imports.ts';
import { circlesIn } from './architecture/circles.ts';
import { untestedIn } from './architecture/mirrored-tests.ts';
import { breachesIn, type SourceFile } from './architecture/rules.ts';

const SRC = new URL('../../src/', import.meta.url);
const DIST = new URL('../../build/src/', import.meta.url);
const TEST = new URL('../../test/', import.meta.url);

describe('the source tree', () => {
  it('keeps to its layers and its grain', () => {
    const files = readSources();

    const breaches = files.flatMap(breachesIn);

    assert.ok(files.length > 10, `only ${files.length} files found below ${SRC.pathname}`);
    assert.deepEqual(breaches, []);
  });
});

describe('the top of the source tree', () => {
  it('has at most nine rooms, and one file', () => {
    const names = new Set(readSources().map(({ path }) => path.split('/')[0] ?? path));

    const files = [...names].filter((name) => name.endsWith('.ts'));
    const rooms = [...names].filter((name) => !name.endsWith('.ts'));
    assert.deepEqual(files, ['index.ts']);
    assert.ok(rooms.length <= 9, rooms.join(', '));
  });
});

describe('the imports of the source tree', () => {
  it('run in no circle, types included', () => {
    const circles = circlesIn(readSources());

    assert.deepEqual(
      circles.map((files) => files.join(' → ')),
      [],
    );
  });

  it('would be found to run in a circle', () => {
    const a = { path: 'core/a.ts', text: "import type { B } from './b.ts';" };
    const b = { path: 'core/b.ts', text: "import { C } from './c/c.ts';" };
    const c = { path: 'core/c/c.ts', text: "export { A } from '../a.ts';" };
    const d = { path: 'core/d.ts', text: "import { A } from './a.ts';" };

    assert.deepEqual(circlesIn([d, a, b, c]), [['core/a.ts', 'core/b.ts', 'core/c/c.ts']]);
  });
});

describe('the tests of the core', () => {
  it('mirror it: each file with logic has one', () => {
    const tests = pathsBelow(TEST);

    assert.deepEqual(untestedIn(readSources(), tests), []);
  });

  it('would be missed', () => {
    const logic = { path: 'core/a/b.ts', text: 'export function f(): void {}' };
    const types = { path: 'core/a/c.ts', text: 'export interface C {}' };

    assert.deepEqual(untestedIn([logic, types], ['core/a/other.test.ts']), ['core/a/b.ts']);
    assert.deepEqual(untestedIn([logic, types], ['core/a/b.test.ts']), []);
  });
});

describe('a worker', () => {
  for (const entry of ['core/worker/process-entry.js', 'core/worker/thread-entry.js']) {
    it(`loads nothing with ${entry} that only failures and closures need`, () => {
      const loaded = loadedWith(entry, DIST);

      assert.ok(loaded.includes('core/worker/loop.js'), `only ${loaded.join(', ')} were found`);
      const late =
        /^core\/codec\/((error|crossing|classes)\/|function\/((source|capture|rebuild)\/|encode-function))/;
      assert.deepEqual(
        loaded.filter((path) => late.test(path)),
        [],
      );
    });
  }
});

describe('a rule of the source tree', () => {
  const breaches: readonly [title: string, file: SourceFile, complaint: RegExp][] = [
    [
      'refuses an import from a layer above',
      { path: 'core/wire/frame.ts', text: `import { Crew } from '../handle/crew.ts';` },
      /^src\/core\/wire\/frame\.ts imports core\/handle\/crew\.ts, but core\/wire may not import core\/handle \(only core\/large, core\/base\)$/,
    ],
    [
      'refuses a type from a layer above',
      { path: 'core/base/deque.ts', text: `import type {\n  A,\n} from '../wire/messages.ts';` },
      /deque\.ts imports core\/wire\/messages\.ts.*only itself/,
    ],
    [
      'refuses an import() type from a layer above',
      { path: 'core/wire/frame.ts', text: `let a: import('../codec/value.ts').A;` },
      /imports core\/codec\/value\.ts/,
    ],
    [
      'refuses an import for its effect from a layer above',
      { path: 'core/transport/thread.ts', text: `import '../worker/thread-entry.ts';` },
      /transport may not import core\/worker/,
    ],
    [
      'refuses a re-export from a layer above',
      { path: 'core/schedule/job.ts', text: `export { Pool } from '../api/pool.ts';` },
      /schedule may not import core\/api/,
    ],
    [
      'refuses the way through the entry point back into the tree',
      { path: 'core/api/pool.ts', text: `import { Pool } from '../../index.ts';` },
      /core\/api may not import index/,
    ],
    [
      'refuses a folder that has no layer',
      { path: 'extras/a.ts', text: '' },
      /'extras', a folder without a row/,
    ],
    ['refuses 301 lines', { path: 'core/api/pool.ts', text: 'a;\n'.repeat(301) }, /has 301 lines/],
    [
      'refuses a default export',
      { path: 'core/api/pool.ts', text: 'export default class {}' },
      /has a default export/,
    ],
    [
      'refuses a renamed default export',
      { path: 'core/api/pool.ts', text: 'export { Pool as default };' },
      /has a default export/,
    ],
    [
      'refuses a name that says nothing',
      { path: 'core/base/utils.ts', text: '' },
      /called 'utils'/,
    ],
    ['refuses an inner barrel', { path: 'core/wire/index.ts', text: '' }, /is a barrel/],
    [
      'refuses a getter named by a verb',
      { path: 'core/base/deque.ts', text: '  get takeNext() {' },
      /has a getter 'takeNext'/,
    ],
    [
      'refuses turns that fake timers hold still',
      { path: 'core/wire/frame.ts', text: '  process.nextTick(() => {});' },
      /calls process\.nextTick/,
    ],
    [
      'refuses the global setImmediate',
      { path: 'core/wire/frame.ts', text: '  setImmediate(send);' },
      /calls setImmediate/,
    ],
    ['refuses names in camel case', { path: 'core/wire/fileTickets.ts', text: '' }, /kebab-case/],
  ];
  for (const [title, file, complaint] of breaches) {
    it(title, () => {
      const found = breachesIn(file);

      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', complaint);
    });
  }

  it('allows what the layer table allows, in 300 lines', () => {
    const imports = `import { a } from '../base/a.ts';\nexport type { B } from './b.ts';\n`;
    const file = { path: 'core/handle/crew.ts', text: imports + 'a;\n'.repeat(298) };

    const found = breachesIn(file);

    assert.deepEqual(found, []);
  });

  it('is not misled by an import in a comment', () => {
    const text = ` * import { Pool } from '../api/pool.ts';\n// import { Pool } from '../api/pool.ts';\n`;

    const found = breachesIn({ path: 'core/base/deque.ts', text });

    assert.deepEqual(found, []);
  });
});

function pathsBelow(folder: URL): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.split(sep).join('/'));
}

function readSources(): SourceFile[] {
  return pathsBelow(SRC).map((path) => ({ path, text: readFileSync(new URL(path, SRC), 'utf8') }));
}
