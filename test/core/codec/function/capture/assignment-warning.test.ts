import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { Pool } from 'manyhands';
import { warnOfAssignment } from '#dist/core/codec/function/capture/assignment-warning.js';

describe('warnOfAssignment', () => {
  it('says once per variable that the assignment stays in the worker', async () => {
    const warnings: Error[] = [];
    process.on('warning', (warning) => warnings.push(warning));

    warnOfAssignment('count', 'total');
    warnOfAssignment('countAgain', 'total');
    const [first] = (await once(process, 'warning')) as [Error];
    warnOfAssignment('count', 'other');
    await once(process, 'warning');

    assert.equal(Reflect.get(first, 'code'), 'MANYHANDS_CAPTURED_ASSIGNMENT');
    assert.match(first.message, /^'count' assigns to the captured variable 'total': each worker/);
    assert.deepEqual(
      warnings.map(({ message }) => /variable '(\w+)'/.exec(message)?.[1]),
      ['total', 'other'],
    );
  });

  it('is not called for what compilers write: what replaces itself, or runs once', async () => {
    const warnings: string[] = [];
    process.on('warning', ({ message }) => warnings.push(message));
    let ownKeys = (object: object): string[] => {
      ownKeys = Object.getOwnPropertyNames; // TypeScript's __importStar
      return ownKeys(object);
    };
    let start: (() => number) | undefined = () => 3;
    // oxlint-disable-next-line no-underscore-dangle -- as esbuild names it
    const __init = (): number => {
      const run = start;
      start = undefined; // esbuild's __esm
      return run?.() ?? 0;
    };
    await using pool = new Pool({ workers: 1, transport: 'inline' });

    const keys = await pool.apply(() => ownKeys({ a: 1 }));
    const started = await pool.apply(() => __init());
    await new Promise((resolve) => setImmediate(resolve));

    assert.deepEqual([keys, started, warnings], [['a'], 3, []]);
  });

  it('falls silent after a hundred variables', async () => {
    let count = 0;
    process.on('warning', () => (count += 1));

    for (let i = 0; i < 150; i += 1) warnOfAssignment('make', `variable${i}`);
    await new Promise((resolve) => setImmediate(resolve));

    assert.ok(count > 50 && count <= 100, `${count} warnings`);
  });
});
