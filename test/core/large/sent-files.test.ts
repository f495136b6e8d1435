import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SentFiles } from '#dist/core/large/sent-files.js';
import { until } from '../../until.ts';
import { openFiles, someBytes, whyNoFiles } from './large-file.ts';

const FRAME = Buffer.from('frame');

function keptIn(files: SentFiles): void {
  const { buffer, length } = someBytes(2 << 20);
  assert.ok(files.keep({ buffer, from: 0, length }, undefined));
}

describe('the files of what was sent', { skip: whyNoFiles() }, () => {
  it('are open until all chunks of their message are released', async () => {
    const before = openFiles();
    const files = new SentFiles();
    keptIn(files);
    files.note([1, 2], FRAME);

    files.release([1, 99]);
    assert.equal(files.isEmpty, false);
    assert.equal(files.frameOf(2), FRAME);
    files.release([2]);

    assert.equal(files.isEmpty, true);
    await until('the file to be closed', () => openFiles() === before);
  });

  it('are closed if the message could not be made, and when the worker has ended', async () => {
    const before = openFiles();
    const files = new SentFiles();
    keptIn(files);
    files.note([], FRAME);
    keptIn(files);
    files.note([3], FRAME);

    files.releaseAll();

    assert.equal(files.isEmpty, true);
    await until('the files to be closed', () => openFiles() === before);
  });
});
