import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCount, parseDuration, parseJobs, parseSize } from '#dist/cli/sizes-and-durations.js';
import { fc } from '../property.ts';

describe('parseSize', () => {
  const sizes: readonly [text: string, bytes: number][] = [
    ['1', 1],
    ['512MB', 512e6],
    ['512 mb', 512e6],
    ['1.5GB', 1.5e9],
    ['2k', 2000],
    ['2KiB', 2048],
    ['0.5MiB', 524_288],
    ['1GiB', 1_073_741_824],
    [' 7b ', 7],
  ];
  for (const [text, bytes] of sizes) {
    it(`reads '${text}' as ${bytes} bytes`, () => {
      assert.equal(parseSize('--max-memory', text), bytes);
    });
  }

  const refused = ['', '0', '0.1', '-1', 'MB', '1TBx', '1e9', '1,5GB', '1.', '.5MB', 'constructor'];
  for (const text of [...refused, '1 constructor', '1toString']) {
    it(`refuses '${text}', naming option and text`, () => {
      assert.throws(() => parseSize('--max-memory', text), {
        name: 'UsageError',
        message: `--max-memory must be a size such as 512MB, 1.5GB or 1GiB, but it was '${text}'`,
      });
    });
  }
});

describe('parseDuration', () => {
  const durations: readonly [text: string, ms: number][] = [
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5 S', 1500],
    ['5m', 300_000],
    ['1h', 3_600_000],
  ];
  for (const [text, ms] of durations) {
    it(`reads '${text}' as ${ms} ms`, () => {
      assert.equal(parseDuration('--timeout', text), ms);
    });
  }

  for (const text of ['30', '', 's', '0s', '0.4ms', '-1s', '1d', '1 h 30 m', '1__proto__']) {
    it(`refuses '${text}', naming option and text`, () => {
      assert.throws(
        () => parseDuration('--timeout', text),
        (error: Error) => {
          assert.equal(error.name, 'UsageError');
          assert.match(error.message, /^--timeout must be a duration with its unit/);
          return error.message.endsWith(`but it was '${text}'`);
        },
      );
    });
  }

  it('reads whatever is written as a number and a unit', () => {
    const units = fc.constantFrom(...(['ms', 's', 'm', 'h'] as const));
    const factors = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), units, (count, unit) => {
        assert.equal(parseDuration('--timeout', `${count}${unit}`), count * factors[unit]);
      }),
    );
  });
});

describe('parseJobs', () => {
  const jobs: readonly [text: string, cpus: number, workers: number][] = [
    ['4', 2, 4],
    ['4096', 2, 4096],
    ['50%', 8, 4],
    ['50%', 3, 2],
    ['1%', 2, 1],
    ['200%', 2, 4],
  ];
  for (const [text, cpus, workers] of jobs) {
    it(`reads '${text}' as ${workers} of ${cpus} cores`, () => {
      assert.equal(parseJobs('--jobs', text, cpus), workers);
    });
  }

  for (const text of ['0', '0%', '-1', '1.5', '4097', '100000%', '', '%', 'all']) {
    it(`refuses '${text}'`, () => {
      assert.throws(() => parseJobs('--jobs', text, 8), /--jobs must be a number of workers/);
    });
  }
});

describe('parseCount', () => {
  it('reads integers from the least on', () => {
    assert.equal(parseCount('--retries', '0', 0), 0);
    assert.equal(parseCount('--chunk-size', '9007199254740991', 1), Number.MAX_SAFE_INTEGER);
  });

  for (const text of ['0', '1.0', '1e3', '', ' 1', '9007199254740992', '-1']) {
    it(`refuses '${text}' where at least 1 is needed`, () => {
      assert.throws(() => parseCount('--chunk-size', text, 1), {
        message: `--chunk-size must be an integer of at least 1, but it was '${text}'`,
      });
    });
  }
});
