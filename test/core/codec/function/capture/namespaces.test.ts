import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isNamespaceLike, narrowNamespace } from '#dist/core/codec/function/capture/namespaces.js';
import { FakeTable, refusalBy } from './fake-table.ts';

const real: unknown = await import('../fixtures/jobs.js');
const value = 1;

describe('An object that stands for a module', () => {
  const ANSWERS: readonly (readonly [title: string, object: unknown, answer: boolean])[] = [
    ['a namespace of the language', real, true],
    ['what compilers mark', { __esModule: true, a: 1 }, true],
    ['what test runners tag', Object.defineProperty({}, Symbol.toStringTag, { value: 'Module' }), true], // biome-ignore format: one row
    ['a bundler’s object of getters', Object.defineProperty({}, 'a', { get: () => value }), true],
    ['an object with a getter of the user’s', { get a() { return 1; } }, false], // biome-ignore format: one row
    ['an object with data among the getters', { ...Object.defineProperty({}, 'a', { get: () => value }), b: 1 }, false], // biome-ignore format: one row
    ['an empty object', {}, false],
    ['a Proxy', new Proxy({ __esModule: true }, {}), false],
    ['a function', () => 1, false],
    ['null', null, false],
  ];
  for (const [title, object, answer] of ANSWERS) {
    it(`${answer ? 'is' : 'is not'} ${title}`, () => assert.equal(isNamespaceLike(object), answer));
  }
});

describe('Narrowing a namespace', () => {
  it('takes the members that are used, and nothing else', () => {
    const [used, unused] = [() => 1, () => 2];
    const table = new FakeTable();

    narrowNamespace(table, { __esModule: true, used, unused }, [['used'], ['missing']], undefined);

    assert.deepEqual(table.values, [used]);
    assert.deepEqual(table.ways, ["uses its member 'used'"]);
    assert.deepEqual(table.nodes, [
      { kind: 'object', properties: [{ key: ['used'], value: 0, flags: 7 }], integrity: 0 },
    ]);
  });

  it('goes on into namespaces inside', () => {
    const [used, unused] = [() => 1, () => 2];
    const inner = { __esModule: true, used, unused };
    const table = new FakeTable();

    narrowNamespace(table, { __esModule: true, inner }, [['inner', 'used']], undefined);

    assert.deepEqual(table.values, [used]);
    assert.deepEqual(table.ways, ["uses its member 'inner', uses its member 'used'"]);
  });

  it('takes an inner namespace whole if it is used as a whole', () => {
    const inner = { __esModule: true };
    const table = new FakeTable();

    narrowNamespace(table, { __esModule: true, inner }, [['inner', 'a'], ['inner']], undefined);

    assert.deepEqual(table.values, [inner]);
  });

  it('refuses a member that is not initialised yet', () => {
    const early = Object.defineProperty({}, 'late', {
      get: () => {
        throw new ReferenceError('late is not initialised');
      },
    });

    const refusal = refusalBy(() => narrowNamespace(new FakeTable(), early, [['late']], undefined));

    assert.equal(refusal, "uses its member 'late': is not initialised yet");
  });
});
