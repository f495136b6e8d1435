import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { describeFunction } from '#dist/core/codec/function/capture/describe-function.js';
import { rememberOrigin } from '#dist/core/codec/function/origins.js';
import { task } from '#dist/core/codec/function/task.js';
import { api, double } from '../fixtures/jobs.js';
import { FakeTable, refusalBy } from './fake-table.ts';

const jobs = new URL('../fixtures/jobs.js', import.meta.url);

function nodeOf(fn: object) {
  return describeFunction(new FakeTable(), fn, undefined).node;
}

/** Exported by the entry script of this test. */
export function ofTheEntry(): number {
  return 1;
}

describe('A function is described', () => {
  it('as what task() was told', () => {
    const node = nodeOf(task(jobs, 'double'));

    assert.deepEqual(node, { kind: 'reference', module: jobs.href, path: ['double'], commonJs: false }); // biome-ignore format: one row
  });

  it('as what this codec itself has made of it', () => {
    const fn = (): number => 1;
    const origin = { kind: 'module-meta', what: 'import', referrer: 'file:///a.js' } as const;
    rememberOrigin(fn, origin);

    assert.equal(nodeOf(fn), origin);
  });

  it('by name if every worker has it', () => {
    const nodes = [Math.max, join].map(nodeOf);

    assert.deepEqual(nodes, [
      { kind: 'known', root: '', path: ['Math', 'max'] },
      { kind: 'known', root: 'node:path', path: ['join'] },
    ]);
  });

  it('by reference if a worker can load it', () => {
    const paths = [double, api.images.resize].map((fn) => (nodeOf(fn) as { path?: unknown }).path);

    assert.deepEqual(paths, [['double'], ['api', 'images', 'resize']]);
  });

  it('by its target if it is bound', () => {
    assert.equal(nodeOf(double.bind(undefined)).kind, 'bound');
  });

  it('by value if nothing else is possible', () => {
    const kinds = [() => 1, ofTheEntry, class {}, { m() {} }.m].map((fn) => nodeOf(fn).kind); // biome-ignore format: one row

    assert.deepEqual(kinds, ['function', 'function', 'function', 'function']);
  });

  it('with its methods’ `super` and private names only inside its class', () => {
    class Account {
      #balance = 1;
      read(): number {
        return this.#balance;
      }
    }

    const refusal = refusalBy(() => nodeOf(Account.prototype.read));

    assert.equal(refusal, "uses the private name '#balance', which exists only inside its class");
    assert.equal(nodeOf(Account).kind, 'function');
  });
});
