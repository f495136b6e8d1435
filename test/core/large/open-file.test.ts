import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { FileGoneError } from '#dist/core/base/large.js';
import { MemoryFile, writeFile } from '#dist/core/large/memory-file.js';
import { bufferOf, openFile } from '#dist/core/large/open-file.js';
import { ownFile } from '#dist/core/base/own-files.js';
import { someBytes, whyNoFiles } from './large-file.ts';

const MODULE = ownFile('core/large/open-file').href;

describe('opening a file in memory', { skip: whyNoFiles() }, () => {
  // Below, at and above what is mapped, and around whole pages.
  for (const length of [1, 4080, 4081, 1 << 20, (1 << 22) - 1, 5_000_000, 40_000_000, 40_001_536]) {
    it(`gives a buffer of exactly ${length} bytes, for oneself`, () => {
      using file = filled(length);

      const one = new Uint8Array(bufferOf(file.fd, length));
      const other = new Uint8Array(bufferOf(file.fd, length));
      one[length >> 1] = (one[length >> 1] ?? 0) ^ 1;

      assert.equal(one.buffer.byteLength, length);
      assert.equal(Buffer.compare(other, file.bytes), 0, 'nobody sees what was written');
      assert.notEqual(Buffer.compare(one, other), 0);
    });
  }

  it('gives buffers that can be transferred', () => {
    const length = 40_000_000;
    using file = filled(length);
    const buffer = bufferOf(file.fd, length);

    const moved = structuredClone(buffer, { transfer: [buffer] });

    assert.equal(buffer.byteLength, 0);
    assert.equal(Buffer.compare(new Uint8Array(moved), file.bytes), 0);
  });

  it('works from another process', () => {
    using file = filled(5_000_000);
    const handle = { pid: process.pid, fd: file.fd, ino: file.ino, length: 5_000_000 };
    const program = `
      const { openFile } = await import(${JSON.stringify(MODULE)});
      const bytes = Buffer.from(openFile(${JSON.stringify(handle)}));
      process.stdout.write(bytes.subarray(-100));`;

    const last = execFileSync(process.execPath, ['--input-type=module', '-e', program]);

    assert.equal(Buffer.compare(last, file.bytes.subarray(-100)), 0);
  });

  it('refuses what is not the file that is meant, and what is not there', () => {
    using file = filled(100);
    const { pid } = process;
    const other = { pid: process.ppid, fd: 0, ino: 1, length: 100 };

    assert.throws(() => openFile(other), FileGoneError);
    assert.throws(() => openFile({ ...other, fd: 99_999 }), FileGoneError);
    assert.ok(openFile({ pid, fd: file.fd, ino: file.ino, length: 100 }));
  });

  it('gives a shared one once', () => {
    using file = filled(100);
    const handle = { pid: process.pid, fd: file.fd, ino: file.ino, length: 100, isShared: true };

    assert.equal(openFile(handle), openFile(handle));
  });
});

function filled(length: number): {
  readonly fd: number;
  readonly ino: number;
  readonly bytes: Uint8Array;
  [Symbol.dispose](): void;
} {
  const bytes = someBytes(length);
  const file = MemoryFile.create(length);
  assert.ok(file);
  assert.ok(writeFile(file.fd, bytes));
  return { fd: file.fd, ino: file.ino, bytes, [Symbol.dispose]: () => file.close() };
}
