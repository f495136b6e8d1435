import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { FileGoneError, type FileHandle, LARGE, type Part } from '#dist/core/base/large.js';
import { LargeList } from '#dist/core/wire/large-list.js';
import { Remainder, writeRemainder } from '#dist/core/wire/remainder.js';

/** Files that are none: what was kept, by its number. */
class FakeOutlet {
  readonly parts: Part[] = [];

  keep(part: Part): FileHandle | undefined {
    const known = this.parts.findIndex(
      (one) => one.buffer === part.buffer && one.from === part.from && one.length === part.length,
    );
    const fd = known < 0 ? this.parts.push(part) - 1 : known;
    return { pid: 1, fd, ino: 2 ** 40, length: part.length };
  }

  readonly open = ({ fd }: FileHandle): ArrayBuffer => {
    const part = this.parts[fd];
    if (part === undefined) throw new FileGoneError('it is gone');
    return part.buffer.slice(part.from, part.from + part.length);
  };
}

const NO_HEAD = new Uint8Array(0);

function sent(lists: unknown[][], outlet: FakeOutlet): ArrayLike<unknown>[] {
  LARGE.outlet = outlet;
  const bytes = writeRemainder(lists, NO_HEAD, 'process');
  LARGE.outlet = undefined;
  assert.ok(bytes.length < 100_000, 'the buffers are not in it');
  const remainder = new Remainder(bytes);
  return lists.map(({ length }) => {
    const list = remainder.nextList(length);
    return list instanceof LargeList ? list.readBy(outlet.open) : list;
  });
}

describe('lists with large buffers', () => {
  afterEach(() => {
    LARGE.outlet = undefined;
  });

  const large = new Float64Array(200_000).map((_, i) => i);

  it('arrive as structured clone would leave each value', () => {
    const outlet = new FakeOutlet();
    const value = { a: large, b: large.subarray(10, 20), c: [large.buffer], n: 1 };

    const [list] = sent([[value, 'text']], outlet);

    assert.deepEqual(list, [structuredClone(value), 'text']);
    const [{ a, b, c }] = Array.from(list ?? []) as [typeof value];
    assert.ok(a.buffer === b.buffer && c[0] === a.buffer, 'they share one buffer');
    assert.equal(outlet.parts.length, 1);
  });

  it('are written once for many values, and are each its own', () => {
    const outlet = new FakeOutlet();

    const [one, two] = sent([[[large, 1]], [[large, 2]]], outlet);

    assert.equal(outlet.parts.length, 1);
    const [[a]] = Array.from(one ?? []) as [[Float64Array]];
    const [[b]] = Array.from(two ?? []) as [[Float64Array]];
    assert.deepEqual(a, b);
    assert.notEqual(a.buffer, b.buffer);
  });

  it('take a part of a buffer, and no more, if one view shows it', () => {
    const outlet = new FakeOutlet();
    const part = large.subarray(10, 190_000);

    const [list] = sent([[part]], outlet);

    assert.deepEqual(list?.[0], part);
    assert.equal(Reflect.get(Object(list?.[0]) as object, 'buffer').byteLength, part.byteLength);
    assert.deepEqual(
      outlet.parts.map(({ from }) => from),
      [80],
    );
  });

  it('keep Buffers, DataViews and bare buffers what they are', () => {
    const outlet = new FakeOutlet();
    const values = [Buffer.alloc(2 << 20, 'x'), new DataView(large.buffer), large.buffer];

    const [list] = sent([values], outlet);

    assert.deepEqual(list, values);
    assert.ok(Buffer.isBuffer(list?.[0]));
    assert.ok(list?.[2] instanceof ArrayBuffer);
  });

  it('run no getter twice', () => {
    const outlet = new FakeOutlet();
    let runs = 0;
    const value = {
      get once() {
        runs += 1;
        return runs;
      },
      large,
    };

    const [list] = sent([[value, value]], outlet);

    assert.equal(runs, 1);
    assert.equal(Reflect.get(Object(list?.[1]) as object, 'once'), 1);
  });

  it('are in the message if there is no file for one of them', () => {
    const bytes = ((): Buffer => {
      LARGE.outlet = { keep: () => undefined };
      return writeRemainder([[large]], NO_HEAD, 'process');
    })();

    assert.ok(bytes.length > large.byteLength);
    assert.deepEqual(new Remainder(bytes).nextList(1), [large]);
  });

  it('cannot be read if a file is gone, and say so', () => {
    const outlet = new FakeOutlet();
    LARGE.outlet = outlet;
    const bytes = writeRemainder([[large]], NO_HEAD, 'process');
    const list = new Remainder(bytes).nextList(1);
    assert.ok(list instanceof LargeList);
    outlet.parts.length = 0;

    const read = list.readBy(outlet.open) as unknown as { cause: unknown };

    assert.ok(read.cause instanceof FileGoneError);
  });
});
