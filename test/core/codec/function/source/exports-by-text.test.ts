import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { findExport, findFileWith, findImported } from '#dist/core/codec/function/source/exports-by-text.js'; // biome-ignore format: one line
import { SourceFile } from '#dist/core/codec/function/source/source-file.js';
import { hashText } from '#dist/core/codec/function/text-hash.js';

const TASKS = `let factor = 3;
export function double(x) { return x * 2 }
export const triple = (x) => x * factor;
export const api = { resize: (x) => x + 1 };`;

let [folder, tasks] = ['', ''];
let jobs: Record<'double' | 'triple', object> & { readonly api: { readonly resize: object } };
let named: object;

before(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'manyhands-exports-')));
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return pathToFileURL(join(folder, name)).href;
  };
  tasks = write('tasks.mjs', TASKS);
  jobs = (await import(tasks)) as typeof jobs;
  const byDefault = write('named.mjs', 'export default function f() { return 4 }');
  ({ default: named } = (await import(byDefault)) as { readonly default: object });
  write('index.mjs', "import './none.mjs';\nexport * from './tasks.mjs';");
});
after(() => rmSync(folder, { recursive: true }));

const besideThem = (text: string): SourceFile =>
  new SourceFile(new URL('main.mjs', tasks).href, true, text);

/** What the first argument of the last call in this text is. */
function referenceIn(text: string, fn: object): unknown {
  const file = besideThem(text);
  return findImported(file, text.lastIndexOf('map(') + 4, String(fn))?.path.join('.');
}

describe('An export that an argument names', () => {
  it('is found by its import', () => {
    assert.equal(referenceIn("import { double } from './tasks.mjs';\nmap(double)", jobs.double), 'double'); // biome-ignore format: one row
    assert.equal(referenceIn("import { double as d } from './tasks.mjs';\nmap(d, 1)", jobs.double), 'double'); // biome-ignore format: one row
    assert.equal(referenceIn("import * as all from './tasks.mjs';\nmap(all.triple )", jobs.triple), 'triple'); // biome-ignore format: one row
    assert.equal(referenceIn("import f from './named.mjs';\nmap(f)", named), 'default');
  });

  it('is not, if there may be another variable of that name, or the function is another', () => {
    const shadowed =
      "import { double } from './tasks.mjs';\nconst run = (double) => pool.map(double)";
    const dynamic = "const { double } = await import('./tasks.mjs');\nmap(double)";

    assert.equal(referenceIn(shadowed, jobs.double), undefined);
    assert.equal(referenceIn(dynamic, jobs.double), undefined);
    assert.equal(referenceIn("import { triple } from './tasks.mjs';\nmap(triple)", jobs.double), undefined); // biome-ignore format: one row
    assert.equal(referenceIn("import * as all from './tasks.mjs';\nmap(all)", jobs.double), undefined); // biome-ignore format: one row
    assert.equal(referenceIn("import { double } from './tasks.mjs';\nmap(double.x)", jobs.double), undefined); // biome-ignore format: one row
    assert.equal(referenceIn("import { double } from './tasks.mjs';\nmap(double(1))", jobs.double), undefined); // biome-ignore format: one row
    assert.equal(referenceIn('map(1)', jobs.double), undefined);
  });
});

describe('An export with a given text', () => {
  it('is found with the version of it', () => {
    assert.deepEqual(findExport(tasks, String(jobs.double))?.reference, {
      kind: 'reference',
      module: tasks,
      path: ['double'],
      commonJs: false,
      textLength: String(jobs.double).length,
      textHash: hashText(String(jobs.double)),
    });
  });

  it('is none where it is not declared as one, or in no file', () => {
    const inner = String(jobs.api.resize);

    assert.equal(findExport(tasks, inner), undefined);
    assert.equal(findExport(new URL('none.mjs', tasks).href, 'a'), undefined);
  });
});

describe('The file with a given text', () => {
  it('is one of those that are looked at, or that they import, or that these import', () => {
    const text = String(jobs.double);
    const all = new URL('all.mjs', tasks);
    writeFileSync(all, "import * as all from './index.mjs';");

    assert.equal(findFileWith(text, [tasks])?.url, tasks);
    assert.equal(findFileWith(text, [all.href])?.url, tasks);
    assert.equal(findFileWith(text, ['', '/none.cjs', 'node:fs', all.href])?.url, tasks);
  });

  it('is none where they have nothing to do with it', () => {
    const named = new URL('named.mjs', tasks).href;

    assert.equal(findFileWith(String(jobs.double), [named]), undefined);
    assert.equal(findFileWith(String(jobs.double), []), undefined);
  });
});
