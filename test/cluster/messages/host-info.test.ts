import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeHostInfo, encodeHostInfo } from '#dist/cluster/messages/host-info.js';
import { hostInfo } from '../hosts.ts';

describe('What a host says of itself', () => {
  it('comes out as it went in', () => {
    const info = hostInfo('web-1 in Zürich', 4);

    assert.deepEqual(decodeHostInfo(encodeHostInfo(info)), info);
  });

  it('is refused if it is something else', () => {
    for (const text of ['null', '1', '{}', '{"id":"h"}']) {
      assert.throws(() => decodeHostInfo(Buffer.from(text)), /no description of a host/);
    }
  });
});
