import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasBytes, MemoryFile, readInto, writeFile } from '#dist/core/large/memory-file.js';
import { failOnLeaks } from '../../leaks.ts';
import { openFiles, someBytes, whyNoFiles } from './large-file.ts';

describe('a file in memory', { skip: whyNoFiles() }, () => {
  failOnLeaks();

  it('gives back the bytes that were written', () => {
    const bytes = someBytes(3_000_001);
    const file = MemoryFile.create(bytes.length);
    assert.ok(file);
    assert.ok(writeFile(file.fd, bytes));

    const read = Buffer.alloc(bytes.length);
    readInto(file.fd, read, read.length);

    assert.equal(Buffer.compare(read, bytes), 0);
    file.close();
  });

  it('tells whether it has certain bytes, to the last', () => {
    const bytes = someBytes(2_500_000);
    const file = MemoryFile.create(bytes.length);
    assert.ok(file);
    writeFile(file.fd, bytes);
    const others = bytes.slice();
    others[others.length - 1] = (others[others.length - 1] ?? 0) ^ 1;

    assert.equal(hasBytes(file.fd, bytes), true);
    assert.equal(hasBytes(file.fd, others), false);

    file.close();
  });

  it('is in no folder, and gone when it is closed', () => {
    const before = openFiles();
    const file = MemoryFile.create(1);
    assert.ok(file);

    assert.equal(openFiles(), before + 1);
    file.close();
    file.close();

    assert.equal(openFiles(), before);
  });

  it('is refused if too little would be left for others', () => {
    assert.equal(MemoryFile.create(Number.MAX_SAFE_INTEGER), undefined);
  });

  it('is refused when there are many', () => {
    const files = Array.from({ length: 100 }, () => MemoryFile.create(1));

    const made = files.filter((file) => file !== undefined);
    assert.equal(files.at(-1), undefined);
    assert.ok(made.length >= 32);

    for (const file of made) file.close();
  });

  it('throws if there is less in it than is to be read', () => {
    const file = MemoryFile.create(10);
    assert.ok(file);
    writeFile(file.fd, someBytes(10));

    assert.throws(() => readInto(file.fd, Buffer.alloc(11), 11), /shorter/);

    file.close();
  });
});
