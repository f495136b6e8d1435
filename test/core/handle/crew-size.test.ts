import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CrewSize } from '#dist/core/handle/crew-size.js';

describe('CrewSize', () => {
  it('begins with all, loses those with nothing to do, and has all again when there is work', () => {
    const size = new CrewSize(3);

    assert.equal(size.target, 3);
    size.shrink();
    size.shrink();
    assert.equal(size.target, 1);
    size.grow();
    assert.equal(size.target, 3);
  });
});
