/** The lists of test files that `npm test` leaves out, and of those that share no process with others. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../../', import.meta.url);
// Scripts are no part of what is built, so the compiler does not know what this one exports.
const { ALONE } = (await import(new URL('scripts/testing/together.mjs', ROOT).href)) as {
  readonly ALONE: Readonly<Record<string, string>>;
};
const { LONG } = (await import(new URL('scripts/testing/long.mjs', ROOT).href)) as {
  readonly LONG: Readonly<Record<string, string>>;
};

const files = readdirSync(fileURLToPath(new URL('build/test/', ROOT)), { recursive: true })
  .map((file) => `test/${String(file)}`)
  .filter((file) => file.endsWith('.test.js'));

for (const [what, list] of [
  ['a long test file', LONG],
  ['a test file that shares no process', ALONE],
] as const) {
  describe(what, () => {
    for (const [part, reason] of Object.entries(list)) {
      it(`is there, and has a reason: ${part}`, () => {
        assert.ok(
          files.some((file) => file.includes(part)),
          'no test file has that in its path',
        );
        assert.match(reason, /\w+ \w+/);
      });
    }
  });
}

describe('a long test file', () => {
  // A tenth until suites were cut in two: what a first part leaves to a `…-rest` is a file more on the list, though
  // nothing is new there. The tests of the quick run are what counts, and they are more than nine tenths.
  it('is none of most of them', () => {
    const long = files.filter((file) => Object.keys(LONG).some((part) => file.includes(part)));

    assert.ok(long.length < files.length / 8, `${long.length} of ${files.length}`);
  });
});
