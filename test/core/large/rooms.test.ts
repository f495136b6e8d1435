import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileHandle } from '#dist/core/base/large.js';
import { fillRooms } from '#dist/core/large/fill-room.js';
import { Rooms } from '#dist/core/large/rooms.js';
import { failOnLeaks } from '../../leaks.ts';
import { someBytes, whyNoFiles } from './large-file.ts';

describe('rooms for results', { skip: whyNoFiles() }, () => {
  failOnLeaks();

  it('hold what was put into them', () => {
    const rooms = new Rooms();
    const parts = [someBytes(5_000_000, 1), someBytes(100, 2)].map(({ buffer, length }) => {
      return { buffer, from: 0, length };
    });

    const files = rooms.make(parts.map(({ length }) => length));
    assert.equal(fillRooms(parts, files), true);

    for (const [room, { buffer, length }] of parts.entries()) {
      const read = rooms.read({ pid: 0, fd: room, ino: 0, length });
      assert.equal(Buffer.compare(new Uint8Array(read), new Uint8Array(buffer)), 0);
    }
    rooms.close();
  });

  it('are there for all parts, or for none', () => {
    const rooms = new Rooms();

    const files = rooms.make([100, Number.MAX_SAFE_INTEGER]);

    assert.deepEqual(files, []);
    assert.equal(rooms.isEmpty, true);
    assert.equal(fillRooms([{ buffer: new ArrayBuffer(1), from: 0, length: 1 }], files), false);
  });

  it('are used again when they have been read, and only then', () => {
    const rooms = new Rooms();
    const length = 1_500_000;
    const fill = (seed: number): readonly FileHandle[] => {
      const files = rooms.make([length]);
      assert.ok(fillRooms([{ buffer: someBytes(length, seed).buffer, from: 0, length }], files));
      return files;
    };
    const inoOf = ([file]: readonly FileHandle[]): number | undefined => file?.ino;
    const read = (): Uint8Array => new Uint8Array(rooms.read({ pid: 0, fd: 0, ino: 0, length }));

    const first = fill(1);
    const bytes = read();
    rooms.close();
    const second = fill(2);
    rooms.close(); // the worker may be writing it still
    const third = fill(3);

    assert.equal(inoOf(second), inoOf(first));
    assert.notEqual(inoOf(third), inoOf(second));
    assert.equal(Buffer.compare(bytes, someBytes(length, 1)), 0);
    assert.equal(Buffer.compare(read(), someBytes(length, 3)), 0);
    rooms.close();
  });

  it('are not filled if they are not what was meant', () => {
    const rooms = new Rooms();
    const [file] = rooms.make([10]);
    assert.ok(file);
    const part = { buffer: new ArrayBuffer(10), from: 0, length: 10 };

    assert.equal(fillRooms([part], [{ ...file, ino: 1 }]), false);
    assert.equal(fillRooms([part], [{ ...file, fd: 99_999 }]), false);
    assert.throws(() => rooms.read({ pid: 0, fd: 7, ino: 0, length: 10 }), /no room/);

    rooms.close();
  });
});
