import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openFile } from '#dist/core/large/open-file.js';
import { takeSnapshots } from '#dist/core/large/snapshots.js';
import { someBytes, whyNoFiles } from './large-file.ts';

describe('snapshots', { skip: whyNoFiles() }, () => {
  it('are what the buffers were, and named by what they are', () => {
    const bytes = someBytes(3_000_000);
    const before = takeSnapshots([bytes.buffer]);
    const same = takeSnapshots([bytes.buffer]);
    bytes[5] = (bytes[5] ?? 0) ^ 1;

    const after = takeSnapshots([bytes.buffer]);

    assert.ok(before && same && after);
    assert.equal(before.id, same.id);
    assert.notEqual(before.id, after.id);
    assert.equal(before.weight, 3_000_000);
    const [file] = before.files;
    assert.ok(file);
    assert.equal(new Uint8Array(openFile(file))[5], (bytes[5] ?? 0) ^ 1);
  });
});
