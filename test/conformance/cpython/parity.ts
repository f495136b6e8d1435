/** What CPython's Pool was recorded to do, ours does: the recording is compared whole. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Subject } from '../subject.ts';
import { OURS } from './ours.ts';

// Read from where it lies: the compiler copies no JSON. The tests are built into `build/test/…`.
const FILE = new URL('../../../../test/conformance/cpython/recorded.json', import.meta.url);
const { python, ...recorded } = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>;

export function parity(subject: Subject): void {
  subject.it('every recorded case is done by ours', () => {
    assert.deepEqual(Object.keys(OURS).sort(), Object.keys(recorded).sort());
  });

  for (const [name, run] of Object.entries(OURS)) {
    subject.it(`does as CPython ${String(python)} in the case of: ${name}`, async () => {
      assert.deepEqual(await run(subject), decide(recorded[name]));
    });
  }
}

/**
 * Where an error says the same in other words, CPython's → ours. The classes differ by decision: the
 * design gives each of the pool's own errors a class and a code, CPython makes most of them ValueErrors.
 */
const WORDS: Readonly<Record<string, readonly [name: string, message: string]>> = {
  'Pool not running': ['PoolStateError', 'Pool not running'],
  'Pool is still running': ['PoolStateError', 'Pool is still running'],
  'no root of -4': ['RangeError', 'no root of -4'],
  'no root of -1': ['RangeError', 'no root of -1'],
  'no root of -9': ['RangeError', 'no root of -9'],
  "'source'": ['Error', 'source'],
  'initializer must be a callable': ['OptionError', 'initializer must be a function, but it was 5'],
};

/** The same, where CPython does not say which value it was given. */
const WORDS_OF_CASES: Readonly<Record<string, readonly [name: string, message: string]>> = {
  '0 workers': ['OptionError', 'workers must be an integer of at least 1, but it was 0'],
  '-1 workers': ['OptionError', 'workers must be an integer of at least 1, but it was -1'],
  '0 tasks per child': [
    'OptionError',
    'maxTasksPerChild must be an integer of at least 1, but it was 0',
  ],
  '-1 tasks per child': [
    'OptionError',
    'maxTasksPerChild must be an integer of at least 1, but it was -1',
  ],
};

/** What ours is to do where CPython did `outcome`. */
function decide(outcome: unknown, name = ''): unknown {
  if (name === 'successful at first') return 'PoolStateError'; // CPython: a ValueError "… not ready"
  if (typeof outcome !== 'object' || outcome === null) return outcome;
  if (Array.isArray(outcome)) return outcome.map((item) => decide(item));
  if ('message' in outcome) {
    const [error, message] = WORDS_OF_CASES[name] ?? WORDS[String(outcome.message)] ?? [];
    return { error, message };
  }
  return Object.fromEntries(
    Object.entries(outcome).map(([key, value]) => [key, decide(value, key)]),
  );
}
