import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillRooms } from '#dist/core/large/fill-room.js';
import { hasBytes, MemoryFile } from '#dist/core/large/memory-file.js';
import { someBytes, whyNoFiles } from './large-file.ts';

describe('filling a room', { skip: whyNoFiles() }, () => {
  it('writes the part of the buffer that is meant', () => {
    const file = MemoryFile.create(1000);
    assert.ok(file);
    const bytes = someBytes(3000);
    const handle = { pid: process.pid, fd: file.fd, ino: file.ino, length: 1000 };

    const isFilled = fillRooms([{ buffer: bytes.buffer, from: 500, length: 1000 }], [handle]);

    assert.equal(isFilled, true);
    assert.ok(hasBytes(file.fd, bytes.subarray(500, 1500)));
    file.close();
  });
});
