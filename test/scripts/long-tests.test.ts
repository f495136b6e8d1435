/** The list of test files that `npm test` leaves out. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../../', import.meta.url);
// Scripts are no part of what is built, so the compiler does not know what this one exports.
const { LONG } = (await import(new URL('scripts/testing/long.mjs', ROOT).href)) as {
  readonly LONG: Readonly<Record<string, string>>;
};

describe('a long test file', () => {
  const files = readdirSync(fileURLToPath(new URL('build/test/', ROOT)), { recursive: true })
    .map((file) => `test/${String(file)}`)
    .filter((file) => file.endsWith('.test.js'));

  for (const [part, reason] of Object.entries(LONG)) {
    it(`is there, and has a reason: ${part}`, () => {
      assert.ok(
        files.some((file) => file.includes(part)),
        'no test file has that in its path',
      );
      assert.match(reason, /\w+ \w+/);
    });
  }

  it('is none of most of them', () => {
    const long = files.filter((file) => Object.keys(LONG).some((part) => file.includes(part)));

    assert.ok(long.length < files.length / 10, `${long.length} of ${files.length}`);
  });
});
