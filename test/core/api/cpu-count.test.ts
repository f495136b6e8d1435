import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { afterEach, describe, it } from 'node:test';
import { cpuCount, OptionError } from 'manyhands';

const VARIABLE = 'MANYHANDS_CPU_COUNT';
const before = process.env[VARIABLE];

describe('cpuCount', () => {
  afterEach(() => {
    if (before === undefined) delete process.env[VARIABLE];
    else process.env[VARIABLE] = before;
  });

  it('is at least 1, and not more than the process may use', () => {
    delete process.env[VARIABLE];

    const count = cpuCount();

    assert.ok(Number.isInteger(count) && count >= 1 && count <= availableParallelism(), `${count}`);
  });

  it('is what MANYHANDS_CPU_COUNT says', () => {
    for (const count of ['1', '3', '200']) {
      process.env[VARIABLE] = count;

      assert.equal(cpuCount(), Number(count));
    }
  });

  it('takes an empty MANYHANDS_CPU_COUNT for none', () => {
    process.env[VARIABLE] = '';

    assert.ok(cpuCount() >= 1);
  });

  for (const bad of ['0', '-1', '1.5', 'many', '0x10', ' 3', '3 ', '1e3', '99999999999999999999']) {
    it(`refuses a MANYHANDS_CPU_COUNT of '${bad}', and names it`, () => {
      process.env[VARIABLE] = bad;

      assert.throws(cpuCount, (error) => {
        assert.ok(error instanceof OptionError);
        assert.match(error.message, /MANYHANDS_CPU_COUNT must be an integer of at least 1/);
        return true;
      });
    });
  }

  it('counts the CPUs that the process is bound to', (context) => {
    const { [VARIABLE]: _, ...env } = process.env;
    const program = `import('manyhands').then(({ cpuCount }) => console.log(cpuCount()))`;

    const bound = spawnSync('taskset', ['-c', '0', process.execPath, '-e', program], {
      env,
      encoding: 'utf8',
    });

    if (bound.error !== undefined) context.skip('there is no taskset on this system');
    else assert.deepEqual([bound.stdout, bound.stderr], ['1\n', '']);
  });
});
