import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileFunction } from '#dist/core/codec/function/rebuild/compile.js';
import { holdConstants } from '#dist/core/codec/function/rebuild/hold-constants.js';
import { functionNode } from './nodes.ts';

type Anything = (...args: unknown[]) => unknown;

describe('A constant that a function assigns to', () => {
  const variables = [['a', 0], ['b', 1], ['c', 2]] as const; // biome-ignore format: one row

  it('throws, and keeps its value; other variables change', () => {
    const source =
      '(x) => { c = x; try { a = b = x; } catch (error) { return [String(error), a, b, c]; } }';
    const node = functionNode(source, { variables, constants: ['a', 'b'] });
    const { get, set } = compileFunction(node, undefined);
    const fn = get() as Anything;

    for (const [name, value] of [['c', 3], ['b', 2], ['a', 1]] as const) set[name]?.(value); // biome-ignore format: one row

    assert.deepEqual(fn(9), ['TypeError: Assignment to constant variable.', 1, 2, 9]);
  });

  it('can be needed to evaluate the text', () => {
    const source = 'class { [a]() { try { a = 1; } catch { return [a, b]; } } }';
    const node = functionNode(source, {
      variables,
      constants: ['a', 'b'],
      early: ['a'],
      name: 'A',
    });
    const { get, set } = compileFunction(node, undefined);

    set.a?.('key');
    const cls = get() as new () => Record<string, Anything>;
    set.b?.(2);

    assert.deepEqual(new cls().key?.(), ['key', 2]);
  });

  it('keeps its value when it is set again', () => {
    const node = functionNode('() => { try { a = 1; } catch { return a; } }', {
      variables,
      constants: ['a'],
    });
    const { get, set } = compileFunction(node, undefined);
    const fn = get() as Anything;

    for (const value of [5, 6]) set.a?.(value);

    assert.equal(fn(), 5);
  });

  it('costs functions without one nothing', () => {
    assert.equal(holdConstants(functionNode('() => 1')).before, 'get:()=>');
  });
});
