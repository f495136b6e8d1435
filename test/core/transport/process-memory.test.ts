import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMemoryOf } from '#dist/core/transport/process-memory.js';

describe('readMemoryOf', () => {
  const skip = process.platform === 'linux' ? false : 'the system does not tell it there';

  it('is the RSS of a process, in bytes', { skip }, () => {
    const here = process.memoryUsage.rss();

    const read = readMemoryOf(process.pid) ?? 0;

    assert.ok(read > here / 2 && read < here * 2, `${read} is not about ${here}`);
  });

  it('is unknown of what is not there', () => {
    assert.equal(readMemoryOf(2 ** 30), undefined);
  });
});
