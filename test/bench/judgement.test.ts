import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contestantNamed } from '../../bench/contestants/all.ts';
import type { Result, Score } from '../../bench/harness/tournament.ts';
import { judge } from '../../bench/report/judgement.ts';
import type { Row, Target } from '../../bench/row.ts';

function scoreOf(name: string, ...figures: number[]): Score {
  return {
    contestant: contestantNamed(name),
    sizes: {},
    figures,
    coldFigures: figures.map((figure) => 2 * figure),
    peakBytes: undefined,
  };
}

function resultOf(better: Row['better'], target: Target, ...scores: Score[]): Result {
  const row: Row = {
    id: 'P0',
    title: 'nothing',
    unit: 'ms',
    better,
    contestants: [],
    sizes: {},
    tiny: {},
    targets: [target],
    run: () => Promise.reject(new Error('is not run')),
  };
  return { row, scores, minutes: 0 };
}

describe('judge', () => {
  it('wants at most the limit where lower is better', () => {
    const target: Target = { kind: 'processes', against: 'cpython', limit: 1 / 4 };
    const theirs = scoreOf('cpython', 100);

    const [reached] = judge(resultOf('lower', target, scoreOf('manyhands-processes', 20), theirs));
    const [missed] = judge(resultOf('lower', target, scoreOf('manyhands-processes', 30), theirs));

    assert.equal(reached?.isReached, true);
    assert.equal(missed?.isReached, false);
  });

  it('wants at least the limit where higher is better', () => {
    const target: Target = { kind: 'threads', limit: 1.85 };

    const [reached] = judge(resultOf('higher', target, scoreOf('manyhands-threads', 1.9)));
    const [missed] = judge(resultOf('higher', target, scoreOf('manyhands-threads', 1.8)));

    assert.equal(reached?.isReached, true);
    assert.equal(missed?.isReached, false);
  });

  it('compares with the best peer of the same kind', () => {
    const target: Target = { kind: 'threads', against: 'best peer', limit: 6 };
    const peers = [
      scoreOf('piscina', 20),
      scoreOf('poolifier-threads', 50),
      scoreOf('poolifier-cluster', 90),
      scoreOf('raw-worker', 400),
    ];

    const [verdict] = judge(
      resultOf('higher', target, scoreOf('manyhands-threads', 300), ...peers),
    );

    assert.equal(verdict?.value, 6);
    assert.match(verdict?.text ?? '', /poolifier-threads/);
  });

  it('judges cold runs by cold runs', () => {
    const target: Target = { kind: 'threads', limit: 6, isCold: true };

    const [verdict] = judge(resultOf('lower', target, scoreOf('manyhands-threads', 4)));

    assert.equal(verdict?.value, 8);
    assert.match(verdict?.text ?? '', /^threads, cold: 8 /);
  });

  it('says nothing about a contestant that did not take part', () => {
    const target: Target = { kind: 'processes', against: 'cpython', limit: 1 };
    const ours = scoreOf('manyhands-processes', 1);

    assert.deepEqual(judge(resultOf('lower', target, ours)), []);
    assert.deepEqual(judge(resultOf('lower', target, ours, scoreOf('cpython'))), []);
  });
});
