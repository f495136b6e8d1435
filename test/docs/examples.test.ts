/** Compiles every `@example` of the public declarations and runs those that need no server. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Declarations } from '../package/declarations.ts';
import { runProgram } from '../program.ts';
import type { Block } from './blocks.ts';
import { examplesOf, withoutExample } from './examples.ts';

const ROOT = new URL('../../../', import.meta.url);
/** Inside the package, so that `import … from 'manyhands'` finds it. */
const OUT = new URL('build/examples-of-source/', ROOT);
const ENTRIES = [
  'index.ts',
  'progress/index.ts',
  'cluster/index.ts',
  'shared/index.ts',
  'trace/index.ts',
  'otel/index.ts',
  'dashboard/index.ts',
];

const declarations = Declarations.ofPackage();
const exported = new Set(ENTRIES.flatMap((entry) => [...declarations.exportsOf(entry)]));
const files = [...new Set(ENTRIES.flatMap(modulesOf))];
const METHODS =
  /^(?:apply|map|starmap|imap|istarmap)\w*$|^(?:through|close|terminate|join|ready|stats|resetStats|drained|cancelPending|recycle|resize)$/;
const OTHERS =
  /^(?:get|wait|then|catch|finally|successful|cancel|next|return|throw|submit|attach)$/;
/** For those who bring a message system of their own: it has a suite instead, `test/cluster/engine/engine.suite.ts`. */
const PORT = 'cluster/engine/engine.ts';

describe('the examples in the source', () => {
  const examples = files.flatMap((file) => examplesOf(`src/${file}`, sourceOf(file)));
  const programs = examples.filter(({ file }) => !needsServer(file));

  before(() => compile(examples));
  // What the examples of `traceTo` write.
  after(() => rmSync(new URL('run.json', ROOT), { force: true }));

  it('are there for everything that is exported, types included, and every method', () => {
    const missing = files.flatMap((file) =>
      withoutExample(sourceOf(file), isSubjectOf(file)).map((name) => `${name} in ${file}`),
    );

    assert.deepEqual(missing, []);
    assert.ok(examples.length > 150, `${examples.length}`);
  });

  for (const example of programs) {
    it(`run as they stand: ${example.file}:${example.line}`, async () => {
      const end = await runProgram(new URL(`${nameOf(example)}.js`, OUT));

      assert.equal(end.exitCode, 0, end.stderr);
      assert.doesNotMatch(end.stderr, /Error|Warning/);
    });
  }
});

describe('the search for examples', () => {
  const source =
    '/**\n * A.\n *\n * @example\n * one();\n *   two();\n * @throws never\n */\nexport function a(): void {}\n' +
    '/** B. */\nexport function b(): void {}\nexport interface C {\n  /**\n   * @example\n   * three();\n   */\n' +
    '  map(): void;\n  map(x: 1): void;\n  /** D. */\n  apply(): void;\n}\n';

  it('finds the code and its place', () => {
    const found = examplesOf('a.ts', source);

    assert.deepEqual(found, [
      { file: 'a.ts', line: 5, info: '', code: 'one();\n  two();\n' },
      { file: 'a.ts', line: 15, info: '', code: 'three();\n' },
    ]);
  });

  it('names what has none', () => {
    const missing = withoutExample(source, (name) => /^(?:a|b|map|apply)$/.test(name));

    assert.deepEqual(missing, ['b', 'apply']);
  });
});

/** The modules that an entry exports something of. */
function modulesOf(entry: string): string[] {
  return [...declarations.exportsOf(entry)].map((id) => id.slice(0, id.indexOf('#')));
}

function isSubjectOf(file: string): (name: string) => boolean {
  const isFace = /any-pool|async-result|result-iterator|cluster-pool/.test(file);
  return (name) =>
    exported.has(`${file}#${name}`)
      ? file !== PORT
      : isFace && (METHODS.test(name) || OTHERS.test(name));
}

function sourceOf(file: string): string {
  return readFileSync(new URL(`src/${file}`, ROOT), 'utf8');
}

function needsServer(file: string): boolean {
  return file.startsWith('src/cluster/');
}

/** One run of the compiler for all of them, as strict as for our own sources; unused names are allowed. */
function compile(examples: readonly Block[]): void {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  for (const one of examples) writeFileSync(new URL(`${nameOf(one)}.ts`, OUT), programOf(one));
  const config = {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      ...{ rootDir: '.', outDir: '.', moduleDetection: 'force' },
      ...{ noUnusedLocals: false, verbatimModuleSyntax: false },
    },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(new URL('tsconfig.json', OUT), JSON.stringify(config));
  const compiler = fileURLToPath(new URL('node_modules/typescript/bin/tsc', ROOT));
  const run = spawnSync(process.execPath, [compiler, '-p', fileURLToPath(OUT)], {
    encoding: 'utf8',
  });
  assert.equal(run.status, 0, run.stdout + run.stderr);
}

/** In a block of its own: the example may have a `pool` of its own. */
function programOf({ file, code }: Block): string {
  const pool = needsServer(file)
    ? 'declare const pool: ClusterPool;'
    : 'await using pool = new Pool(2);';
  return [
    ...ENTRIES.map(importAllOf),
    "import { subscribe } from 'node:diagnostics_channel';",
    "import { Readable } from 'node:stream';",
    "import { pipeline } from 'node:stream/promises';",
    `${pool}\n{\n${code}}\n`,
  ].join('\n');
}

/** What the entries before it export as well comes from these. */
function importAllOf(entry: string, at: number): string {
  const known = new Set(ENTRIES.slice(0, at).flatMap((other) => declarations.namesOf(other)));
  const names = declarations.namesOf(entry).filter((name) => !known.has(name));
  const path = entry === 'index.ts' ? '' : `/${entry.replace('/index.ts', '')}`;
  return `import { ${names.join(', ')} } from 'manyhands${path}';`;
}

function nameOf({ file, line }: Block): string {
  return `${file.replaceAll(/\W+/g, '-')}-${line}`;
}
