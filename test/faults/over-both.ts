/** Every fault is provoked on processes and on threads; a fault that one cannot have says why. */
import { describe } from 'node:test';
import type { Pool } from 'manyhands';
import assert from 'node:assert/strict';
import { Subject, type TransportUnderTest } from '../conformance/subject.ts';
import { failOnLeaks } from '../leaks.ts';

const TRANSPORTS: readonly TransportUnderTest[] = [
  { kind: 'process', lacks: {} },
  { kind: 'thread', lacks: { process: 'a thread shares its process with the program' } },
];

/** Runs the tests that `register` adds over both, and fails each that leaves something behind. */
export function overBoth(topic: string, register: (subject: Subject) => void): void {
  for (const transport of TRANSPORTS) {
    describe(`${topic}: ${transport.kind}`, () => {
      failOnLeaks();
      register(new Subject(transport));
    });
  }
}

/** After a fault: the next task works, and the pool has all its workers again. */
export async function assertWhole(pool: Pool): Promise<void> {
  assert.equal(await pool.apply((x: number) => 2 * x, [21]), 42);
  await pool.ready();
  const states = pool.workers.map(({ state }) => state);
  assert.equal(
    states.filter((state) => state === 'idle' || state === 'busy').length,
    pool.options.workers,
  );
}
