import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import type { FunctionNode } from '#dist/core/codec/function/function-body.js';
import { packPlain, packReference, withoutSlack } from '#dist/core/codec/function/pack-function.js';

const NODE: FunctionNode = {
  ...{ kind: 'function', name: 'f', source: '(x) => x * 2', shape: 'expression', isStrict: true },
  ...{ url: 'file:///a.mjs', line: 1, column: 2, variables: [], early: [], cells: [] },
  ...{ properties: [], prototypeProperties: [] },
};
const REFERENCE = { kind: 'reference', module: 'file:///a.mjs', path: ['f'], commonJs: false } as const; // biome-ignore format: one row

describe('A payload of what is plain to see', () => {
  it('has one number for what is the same, and another for all else', () => {
    const [f, again, moved] = [packPlain('f', NODE), packPlain('f', { ...NODE }), packPlain('f', { ...NODE, line: 2 })]; // biome-ignore format: one row
    const [g, same, other] = [packPlain('g', REFERENCE), packReference('g', { ...REFERENCE }), packReference('g', { ...REFERENCE, textLength: 1 })]; // biome-ignore format: one row

    assert.ok(f.id === again.id && f.id !== moved.id);
    assert.ok(g.id === same.id && g.id !== other.id && g.id !== f.id);
  });

  it('is decoded as any other', async () => {
    const fn = (await decodeFunction(packPlain('f', NODE))) as (x: number) => number;

    assert.deepEqual([fn(4), fn.name], [8, 'f']);
  });

  it('has no bytes to spare', () => {
    const bytes = new Uint8Array(8).subarray(0, 3);

    assert.equal(withoutSlack(bytes).buffer.byteLength, 3);
    assert.equal(withoutSlack(new Uint8Array(bytes)).buffer.byteLength, 3);
  });
});
