import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { describeRelease, RELEASE } from '#dist/cluster/signing/release.js';

describe('The release', () => {
  it('is that of package.json', () => {
    const manifest: unknown = JSON.parse(
      readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'),
    );

    assert.equal((manifest as { readonly version: string }).version, RELEASE);
  });

  it('that a stranger has written is shown in small', () => {
    assert.equal(
      describeRelease('1\n2'.padEnd(99, 'x'), '<'),
      `manyhands 1?2${'x'.repeat(17)} (wire ?)`,
    );
  });
});
