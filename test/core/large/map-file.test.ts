import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { findForeign } from '#dist/core/large/foreign.js';
import { mapFile } from '#dist/core/large/map-file.js';
import { hasBytes, MemoryFile, writeFile } from '#dist/core/large/memory-file.js';
import { someBytes, whyNoFiles } from './large-file.ts';

const skip = whyNoFiles() || (findForeign() === undefined && 'nothing can be mapped here');
const LENGTH = 50_000_000;

describe('a file that is mapped', { skip }, () => {
  it('is in the buffer as it is, and what is written there is not in the file', () => {
    const bytes = someBytes(LENGTH);
    const file = MemoryFile.create(LENGTH);
    assert.ok(file);
    writeFile(file.fd, bytes);
    const buffer = Buffer.allocUnsafeSlow(LENGTH);

    assert.equal(mapFile(file.fd, buffer), true);

    assert.ok(buffer.equals(bytes));
    assert.match(readFileSync('/proc/self/maps', 'utf8'), new RegExp(` ${file.ino} +/dev/shm/#`));
    buffer.fill(0);
    assert.ok(hasBytes(file.fd, bytes));
    file.close();
  });

  it('is not mapped over memory that is no block of its own', () => {
    const file = MemoryFile.create(LENGTH);
    assert.ok(file);
    writeFile(file.fd, someBytes(LENGTH));
    const inWasm = new (
      globalThis as unknown as {
        WebAssembly: { Memory: new (pages: object) => { readonly buffer: ArrayBuffer } };
      }
    ).WebAssembly.Memory({ initial: 763, maximum: 763 });

    assert.equal(mapFile(file.fd, Buffer.from(inWasm.buffer, 0, LENGTH)), false);
    assert.equal(mapFile(file.fd, Buffer.alloc(100)), false);

    file.close();
  });
});
