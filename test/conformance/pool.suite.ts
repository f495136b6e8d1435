/**
 * What a Pool does, whatever its workers are: `contract.md`'s and `docs/design.md`'s rules for everything
 * but the imap family, run once per transport. One file per topic.
 */
import { describe } from 'node:test';
import { failOnLeaks } from '../leaks.ts';
import { TOPICS } from './topics.ts';
import { Subject, type TransportUnderTest } from './subject.ts';

/** Runs the whole suite over one transport. */
export function poolSuite(transport: TransportUnderTest): void {
  const place = transport.isCluster === true ? 'a cluster of processes' : transport.kind;
  describe(`Pool over ${place}`, () => {
    failOnLeaks();
    for (const [topic, register] of Object.entries(TOPICS)) {
      describe(topic, () => register(new Subject(transport)));
    }
  });
}
