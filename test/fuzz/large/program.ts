/**
 * Random values with large buffers, as arguments, captured, as results and as arguments of an initializer: each is what it
 * was at home, and what structured clone says can be sent. Prints how many were sent, and how many refused.
 */
import assert from 'node:assert/strict';
import { Pool, task } from 'manyhands';
import { fc } from '../../property.ts';
import { described } from './described.ts';
import { largeValue } from './large-values.ts';

const HERE = new URL('./described.js', import.meta.url);
const describeThere = task<typeof described>(HERE, 'described');
const echo = (value: unknown): unknown => value;

await using pool = new Pool(2);
let sent = 0;
let refused = 0;

await fc.assert(
  fc.asyncProperty(largeValue, async (value) => {
    const before = described(value);
    if (!isCloneable(value)) {
      refused += 1;
      await assert.rejects(pool.apply(echo, [value]), { code: 'ERR_POOL_NOT_SENDABLE' });
      return;
    }
    sent += 1;
    const [there, back, captured, twice] = await Promise.all([
      pool.apply(describeThere, [value]),
      pool.apply(echo, [value]),
      pool.apply(() => described(value)),
      pool.starmap(echo, [[value], [value]]),
    ]);
    assert.deepEqual([there, described(back), captured, ...twice.map(described)], Array.from({ length: 5 }, () => before)); // biome-ignore format: one line
    assert.equal(described(value), before, 'at home it is what it was');
  }),
  { numRuns: Number(process.argv[2] ?? 20) },
);

console.log(JSON.stringify({ sent, refused }));

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
