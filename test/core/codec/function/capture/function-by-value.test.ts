import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  describeByValue,
  describeSettled,
} from '#dist/core/codec/function/capture/function-by-value.js';
import type { FunctionNode } from '#dist/core/codec/function/function-body.js';
import { unmarkUrl } from '#dist/core/codec/function/source/remap-stack.js';
import { FakeTable, read } from './fake-table.ts';

const factor = 3;
let counter = 0;

function describeOf(target: object, table = new FakeTable({ judgeStability: true })) {
  const description = describeByValue({ table, ...read(target) });
  return { ...description, node: description.node as FunctionNode };
}

describe('A function by value', () => {
  it('has its text, the place of that in the file, and its variables', () => {
    const fn = (x: number): number => x + factor;
    const here = read(fn).context.script;

    const { node } = describeOf(fn);

    const { source, url, line, column, variables, name, isStrict, shape } = node;
    assert.deepEqual([source, variables, name], [String(fn), [['factor', [3]]], 'fn']);
    assert.deepEqual([unmarkUrl(url), line, column], [import.meta.url, here.line, here.column]);
    assert.deepEqual([isStrict, shape], [true, 'expression']);
  });

  it('has an id if it is a class', () => {
    class Point {}

    const ids = [Point, Point, class {}].map((cls) => describeOf(cls).node.classId);

    assert.equal(ids[0], ids[1]);
    assert.notEqual(ids[0], ids[2]);
    assert.equal(describeOf(() => 1).node.classId, undefined);
  });

  it('has no name if it has something else under that key', () => {
    class Odd {
      static readonly name = 5;
    }

    assert.equal(describeOf(Odd).node.name, undefined);
  });

  it('tells its variables of the module, to be shared if somebody assigns to them', () => {
    const { moduleVariables } = describeOf(() => factor);

    assert.deepEqual(
      moduleVariables?.map(({ name }) => name),
      ['factor'],
    );
  });

  it('is stable if neither its variables nor its properties can change', () => {
    const functions = [() => factor, () => counter, Object.assign(() => 1, { cache: 1 })];

    const answers = functions.map((fn) => describeOf(fn).isStable);

    counter += 1;
    assert.deepEqual(answers, [true, false, false]);
  });
});

describe('A function that needs no second look', () => {
  const table = (): FakeTable => new FakeTable({ judgeStability: true });

  it('is one that was judged and whose variables are all constant', () => {
    const fn = (): number => factor;
    const first = describeOf(fn);

    const again = describeSettled(table(), read(fn).fn, undefined);

    const { moduleVariables, ...rest } = again ?? {};
    assert.deepEqual(rest, { node: first.node, isStable: true, assignments: [] });
    assert.deepEqual(
      moduleVariables?.map(({ script }) => script),
      first.moduleVariables?.map(({ script }) => script),
    );
  });

  it('shows the objects in its variables as they are now', () => {
    const state = { cache: () => 1 };
    const fn = (): unknown => state;
    describeOf(fn);
    const again = table();

    describeSettled(again, read(fn).fn, undefined);

    assert.deepEqual(again.values, [state]);
  });

  it('is none that has not been judged, or with a variable that may change', () => {
    const unjudged = (): number => factor;
    const changing = (): number => counter;
    describeOf(unjudged, new FakeTable());
    describeOf(changing);

    const settled = [unjudged, changing].map((fn) => describeSettled(table(), fn, undefined));

    assert.deepEqual(settled, [undefined, undefined]);
  });
});
