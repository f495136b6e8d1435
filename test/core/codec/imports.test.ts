/** The codec's own order: who may import whom inside it. The layers are held by architecture.test.ts. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { describe, it } from 'node:test';

const CODEC = new URL('../../../../src/core/codec/', import.meta.url);
const IMPORTS = [
  /^(?:import|export)\b[^;'"]*\bfrom ['"](\.[^'"]*)['"]/gm,
  /\b(?:import|require)\(\s*['"](\.[^'"]*)['"]/g,
];

/** Each file and what it imports, types included, as paths in the codec; built files by their sources. */
const files: ReadonlyMap<string, readonly string[]> = new Map(
  readdirSync(CODEC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.split(sep).join('/'))
    .map((path) => [path, importsOf(path)]),
);

function importsOf(path: string): string[] {
  const text = readFileSync(new URL(path, CODEC), 'utf8').replace(/\/\*[^]*?\*\//g, '');
  return IMPORTS.flatMap((pattern) => [...text.matchAll(pattern)]).map(([, target = '']) =>
    posix.join(posix.dirname(path), target).replace(/\.js$/, '.ts'),
  );
}

/** The way from `path` back to itself, if there is one. */
function findCircle(path: string): string[] | undefined {
  const seen = new Set<string>();
  const ways = [[path]];
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const target of files.get(way.at(-1) ?? '') ?? []) {
      if (target === path) return [...way, target];
      if (!seen.has(target)) ways.push([...way, target]);
      seen.add(target);
    }
  }
  return undefined;
}

function importsBetween(from: RegExp, to: RegExp): string[] {
  return [...files].flatMap(([path, targets]) =>
    from.test(path) ? targets.filter((one) => to.test(one)).map((one) => `${path} → ${one}`) : [],
  );
}

const CALLER = /^function\/((source|capture)\/|encode-function|task)/;
const WORKER = /^function\/(rebuild\/|decode-function|load-reference)/;

describe('The files of the codec', () => {
  it('import each other in no circle, types included', () => {
    const circles = [...files.keys()].map(findCircle).filter((circle) => circle !== undefined);

    assert.ok(files.size > 50 && importsBetween(/./, /./).length > 100, 'hardly anything was read');
    assert.deepEqual(circles, []);
  });

  it('of the caller’s side import none of the worker’s side, and the other way round', () => {
    const found = [...importsBetween(CALLER, WORKER), ...importsBetween(WORKER, CALLER)];

    assert.ok(importsBetween(CALLER, CALLER).length > 50, 'the caller’s side was not found');
    assert.ok(importsBetween(WORKER, WORKER).length > 10, 'the worker’s side was not found');
    assert.deepEqual(found, []);
  });

  it('that read the source of functions know nothing of capturing them', () => {
    const found = importsBetween(/^function\/source\//, /^function\/capture\//);

    assert.deepEqual(found, []);
  });
});
