import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { capture } from '#dist/core/codec/function/capture/capture.js';
import type { FunctionNode, Node } from '#dist/core/codec/function/function-body.js';
import { double } from '../fixtures/jobs.js';
import { refusalBy } from './fake-table.ts';

const factor = 3;
let shared = 0;
const plain = { a: [1] };

const AT_FIRST = { allowShared: false, judgeStability: false, remakeConstants: true };
const LATER = { ...AT_FIRST, judgeStability: true };

function nodesOf(fn: object): readonly Node[] {
  return capture(fn, AT_FIRST).graph.nodes;
}

describe('A capture', () => {
  it('has the function at the root of its graph', () => {
    const [root, ...others] = nodesOf(() => factor);

    assert.deepEqual([root?.kind, others], ['function', []]);
  });

  it('lays out what the function reaches, each object once', () => {
    const helper = (): number => 1;
    const state: Record<string, unknown> = { helper };
    state.self = state;

    const nodes = nodesOf(() => [state, helper]);

    assert.deepEqual(
      nodes.map(({ kind }) => kind),
      ['function', 'object', 'function'],
    );
    const [root, object] = nodes as [FunctionNode, Extract<Node, { kind: 'object' }>];
    assert.deepEqual(root.variables, [['state', 1], ['helper', 2]]); // biome-ignore format: one row
    assert.deepEqual(
      object.properties.map((one) => 'value' in one && one.value),
      [2, 1],
    );
  });

  it('takes plain data along as it is', () => {
    const [root, ...others] = nodesOf(() => plain);

    assert.deepEqual(others, []);
    const [[, slot]] = (root as FunctionNode).variables as [[string, [unknown]]];
    assert.equal(slot[0], plain);
  });

  it('writes symbols that have twins in other workers, and refuses all others', () => {
    const symbols = [Symbol.for('ours'), Symbol.iterator];
    const unique = Symbol('mine');
    const list = [...symbols, () => 1];

    const nodes = nodesOf(() => list);

    assert.deepEqual(nodes.filter(({ kind }) => kind === 'symbol'), [
      { kind: 'symbol', type: 'registered', name: 'ours' },
      { kind: 'symbol', type: 'well-known', name: 'iterator' },
    ]); // biome-ignore format: one row
    assert.equal(
      refusalBy(() => nodesOf(() => unique)),
      "captures variable 'unique': the symbol 'mine': a unique symbol cannot have a twin in another worker",
    );
  });

  it('keeps aside what only threads can share', () => {
    const memory = new SharedArrayBuffer(4);

    const { graph, shared: aside } = capture(() => memory, { ...AT_FIRST, allowShared: true });

    assert.deepEqual(aside, [memory]);
    assert.deepEqual(graph.nodes[1], { kind: 'shared', index: 0 });
  });

  it('is stable if it holds nothing that can change', () => {
    const helper = (): number => factor;
    const stable = [double, Math.max, helper, () => helper()];
    const unstable = [() => plain, () => shared, () => new Map(Object.entries(plain))];

    const answers = [...stable, ...unstable].map((fn) => capture(fn, LATER).isStable);

    assert.deepEqual(answers, [true, true, true, true, false, false, false]);
  });

  it('finds what is nested 100,000 deep', () => {
    let nested: unknown = () => 1;
    for (let depth = 0; depth < 100_000; depth += 1) nested = Object.freeze({ nested });

    assert.equal(nodesOf(() => nested).length, 100_002);
  });
});

describe('A variable that functions of a module share', () => {
  it('is a cell of all that use it as soon as one of them assigns to it', () => {
    const warn = mock.method(process, 'emitWarning', () => undefined);
    const readIt = (): number => shared;
    const writeIt = (value: number): void => {
      shared = value;
    };

    const { graph, isStable } = capture(() => [readIt, writeIt, factor], LATER);

    assert.match(String(warn.mock.calls[0]?.arguments[0]), /captured variable 'shared'/);
    mock.restoreAll();
    const functions = graph.nodes as readonly FunctionNode[];
    assert.equal(isStable, false);
    assert.deepEqual(graph.cells.map(({ name, version, value }) => [name, version, value]), [['shared', 1, [0]]]); // biome-ignore format: one row
    assert.deepEqual(functions.map(({ cells }) => cells), [[], [['shared', 0]], [['shared', 0]]]); // biome-ignore format: one row
    assert.deepEqual(functions.map(({ variables }) => variables.map(([name]) => name)), [['readIt', 'writeIt', 'factor'], [], []]); // biome-ignore format: one row
  });
});
