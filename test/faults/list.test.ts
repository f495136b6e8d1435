/** The list in README.md names tests that are there: a test that is removed or renamed is missed here. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { it } from 'node:test';

const TESTS = new URL('../../../test/', import.meta.url);

it('every test that the list of faults names is there', () => {
  const list = readFileSync(new URL('faults/README.md', TESTS), 'utf8');
  const named = [...list.matchAll(/^ {2}\* `(.+?) › (.+)`$/gm)];
  const clauses = list.match(/^\* .*$/gm) ?? [];

  const missing = named.filter(([, file = '', title = '']) => !isThere(file, title));

  assert.ok(named.length >= clauses.length && clauses.length > 40, `${named.length} tests found`);
  assert.deepEqual(
    missing.map(([line]) => line),
    [],
  );
  assert.doesNotMatch(list, /^\* .*\n(?! {2}\* `)/m, 'each clause has a test');
});

/** Whether the file has that very text, as a whole string. */
function isThere(file: string, title: string): boolean {
  const url = new URL(file, TESTS);
  if (!existsSync(url)) return false;
  const text = readFileSync(url, 'utf8');
  return ["'", '"', '`'].some((quote) => text.includes(`${quote}${title}${quote}`));
}
