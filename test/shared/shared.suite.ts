/** What holds for served objects whatever the workers are: run once for each kind. */
import { before, describe } from 'node:test';
import { Pool } from 'manyhands';
import { Lock } from 'manyhands/shared';
import { Subject, type TransportUnderTest } from '../conformance/subject.ts';
import { failOnLeaks } from '../leaks.ts';
import { asCPython } from './as-cpython.ts';
import { crossing } from './crossing.ts';
import { deaths } from './deaths.ts';
import { locks } from './locks.ts';
import { queues } from './queues.ts';
import { served } from './served.ts';

export function sharedSuite(transport: TransportUnderTest): void {
  describe(`Served objects over ${transport.kind}`, () => {
    const subject = new Subject(transport);
    before(openSocket);
    failOnLeaks();

    for (const topic of [crossing, locks, queues, served, deaths, asCPython]) topic(subject);
  });
}

/** It stays open as long as the program, and is not to be counted as left behind. */
async function openSocket(): Promise<void> {
  await using pool = new Pool({ workers: 1, transport: 'inline' });
  await pool.apply((_lock: Lock) => {}, [new Lock()]);
}
