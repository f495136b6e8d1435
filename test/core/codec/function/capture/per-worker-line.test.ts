import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writePerWorker } from '#dist/core/codec/function/capture/per-worker-line.js';
import { readDeclarations } from '#dist/core/codec/function/source/declarations.js';
import { describeModule } from '#dist/core/codec/function/source/module-text.js';

function lineFor(text: string): string | undefined {
  const declarations = readDeclarations(describeModule(text));
  const declaration = declarations?.find('x', text.length);
  assert.ok(declarations !== undefined && declaration !== undefined);
  return writePerWorker(declarations, declaration, { isOwnClass: false });
}

describe('The line that makes a value one per worker', () => {
  const LINES: readonly (readonly [text: string, line: string | undefined])[] = [
    ['const x = f();', 'const x = perWorker(() => f());'],
    ['const x = { a: 1 };', 'const x = perWorker(() => ({ a: 1 }));'],
    ['const x = await f();', 'const x = perWorker(async () => await f());'],
    ['const { x } = f();', 'const x = perWorker(() => { const { x } = f(); return x; });'],
    ['const x = f(); x.use(1);', 'const x = perWorker(() => { const x = f(); x.use(1); return x; });'], // biome-ignore format: one row
    ['const x = this.f();', undefined],
    ['let x;', undefined],
    [`const x = '${'long'.repeat(1000)}';`, undefined],
  ];
  for (const [text, line] of LINES) {
    it(`is ${line ?? 'none'} for ${text.slice(0, 40)}`, () => assert.equal(lineFor(text), line));
  }
});
