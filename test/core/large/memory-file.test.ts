import assert from 'node:assert/strict';
import { fstatSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  HEAD_BYTES,
  hasBytes,
  MemoryFile,
  readInto,
  WORTH_MAPPING,
  writeFile,
} from '#dist/core/large/memory-file.js';
import { failOnLeaks } from '../../leaks.ts';
import { until } from '../../until.ts';
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

  it('is used again when all have read it, for as many bytes or somewhat fewer', async () => {
    const before = openFiles();
    const first = written(2_000_000, 1);
    first.retire();
    first.retire();
    first.close();
    assert.equal(first.isOpen, false);

    const again = MemoryFile.take(1_500_000);
    assert.ok(again);
    assert.deepEqual([again.fd, again.ino], [first.fd, first.ino]);
    assert.equal(fstatSync(again.fd).size, HEAD_BYTES + 1_500_000);
    const other = written(2_000_000, 3);
    assert.notEqual(other.fd, again.fd);

    again.close();
    other.close();
    await until('the files to be closed', () => openFiles() === before);
  });

  it('is not used for more bytes, nor for much fewer', () => {
    for (const length of [2_000_001, 900_000]) {
      const first = written(2_000_000, 1);
      first.retire();
      const other = MemoryFile.take(length);
      assert.ok(other);
      assert.notEqual(other.ino, first.ino);
      other.close();
    }
  });

  it('is closed instead if it may have been mapped, or if enough is kept', async () => {
    const before = openFiles();
    written(WORTH_MAPPING, 1).retire();
    assert.equal(openFiles(), before);

    const files = Array.from({ length: 12 }, (_, i) => written(3_000_000, i));
    for (const file of files) file.retire();

    assert.ok(openFiles() <= before + 5, `${openFiles() - before} are kept`);
    await until('these to be closed as well', () => openFiles() === before);
  });

  it('gives way when there are many files', () => {
    const before = openFiles();
    const length = 1_000_000;
    for (const file of Array.from({ length: 5 }, () => written(length, 1))) file.retire();
    const files = Array.from({ length: 100 }, () => MemoryFile.create(100));

    const made = files.filter((file) => file !== undefined);
    assert.ok(openFiles() <= before + 64);
    assert.ok(made.length > 59, `${made.length} were made`);
    for (const file of made) file.close();
  });

  it('is created new for who does not write all of it', () => {
    const first = written(2_000_000, 1);
    first.retire();
    const other = MemoryFile.create(2_000_000);
    assert.ok(other);
    assert.notEqual(other.ino, first.ino);
    other.close();
  });
});

function written(length: number, seed: number): MemoryFile {
  const file = MemoryFile.take(length);
  assert.ok(file);
  assert.ok(writeFile(file.fd, someBytes(length, seed)));
  return file;
}
