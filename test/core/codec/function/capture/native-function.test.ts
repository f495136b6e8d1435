import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  describeNative,
  describeNodeFunction,
} from '#dist/core/codec/function/capture/native-function.js';
import { FakeTable, refusalBy } from './fake-table.ts';

class Dog {
  name = 'Rex';
  speak(): string {
    return this.name;
  }
}

const NO_NAME = 'is native code that has no name in JavaScript or Node: a worker cannot find it';

describe('A native function', () => {
  it('is known by its name', () => {
    const described = describeNative(new FakeTable(), Math.max, undefined);

    assert.deepEqual(described, {
      node: { kind: 'known', root: '', path: ['Math', 'max'] },
      isStable: true,
    });
  });

  it("is made again if it is somebody's `require`", () => {
    const require = createRequire(join(tmpdir(), 'main.js'));

    const described = describeNodeFunction(require, undefined);

    const referrer = pathToFileURL(join(tmpdir(), '/')).href;
    assert.deepEqual(described, {
      node: { kind: 'module-meta', what: 'require', referrer },
      isStable: true,
    });
  });

  it('is refused if nobody else has it', () => {
    const { revoke } = Proxy.revocable({}, {});

    assert.equal(
      refusalBy(() => describeNative(new FakeTable(), revoke, undefined)),
      NO_NAME,
    );
  });

  it('is refused as a Proxy if it is one', () => {
    const proxy = new Proxy(() => 1, {});

    const refusal = refusalBy(() => describeNative(new FakeTable(), proxy, undefined));

    assert.equal(refusal, 'a Proxy: what it does is hidden in its handler');
  });
});

describe('A bound function', () => {
  it('is described by its target, its `this` and its arguments', () => {
    function add(this: object, ...all: unknown[]): unknown {
      return [this, all];
    }
    const home = { a: 1 };
    const table = new FakeTable();

    const { node } = describeNative(table, add.bind(home, 1, home), undefined);

    assert.deepEqual(node, {
      kind: 'bound',
      target: 0,
      boundThis: 1,
      boundArguments: [[1], 1],
      name: 'bound add',
    });
    assert.deepEqual(table.values, [add, home]);
    assert.deepEqual(table.ways, ['is a bound function', "has a bound 'this'"]);
  });

  it('takes a method along in its class', () => {
    const dog = new Dog();
    const table = new FakeTable();

    const { node } = describeNative(table, dog.speak.bind(dog), undefined);

    assert.ok(node.kind === 'bound' && node.target === 1000);
    assert.deepEqual(table.nodes, [{ kind: 'member', of: 0, key: ['speak'] }]);
    assert.deepEqual(table.values, [Dog.prototype, dog]);
  });

  it('takes a static method along in its class', () => {
    class Box {
      static of(): Box {
        return new Box();
      }
    }
    const table = new FakeTable();

    describeNative(table, Box.of.bind(Box), undefined);

    assert.deepEqual(table.nodes, [{ kind: 'member', of: 0, key: ['of'] }]);
    assert.deepEqual(table.values, [Box]);
  });

  it('takes a method of a built-in class by its name', () => {
    const table = new FakeTable();
    const list = [1];

    describeNative(table, list.push.bind(list), undefined);

    assert.deepEqual([table.nodes, table.values], [[], [Array.prototype.push, list]]);
  });
});

describe('A function that Node has written in JavaScript', () => {
  it('is known by its module and name', async () => {
    const { join } = await import('node:path');

    const { node } = describeNodeFunction(join, undefined);

    assert.deepEqual(node, { kind: 'known', root: 'node:path', path: ['join'] });
  });

  it('is refused if it has no name', () => {
    assert.equal(
      refusalBy(() => describeNodeFunction(() => 1, undefined)),
      NO_NAME,
    );
  });
});
