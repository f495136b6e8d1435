import assert from 'node:assert/strict';
import { it } from 'node:test';
import { printable, printableLine } from '#dist/core/base/printable.js';

it('Control characters of C0 and C1, and what turns text around, become visible; the rest stays', () => {
  const all = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).join('');

  const shown = printable(all);

  // oxlint-disable-next-line no-control-regex -- these are what it is about
  assert.doesNotMatch(shown, /[\0-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066]/);
  assert.equal(printable('\u001B[2J\u009B\u202E\t\n é😀'), '\\x1b[2J\\x9b\\u202e\t\n é😀');
  assert.equal(printableLine('a\nb'), 'a\\nb');
});
