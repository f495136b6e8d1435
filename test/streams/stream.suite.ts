/**
 * What the imap family does, whatever the workers are: lazy, fair, closed when its reader leaves, an error at
 * its position, limits and cancellations that affect no other call. Run once per transport, one file per
 * topic.
 */
import { describe } from 'node:test';
import { Subject, type TransportUnderTest } from '../conformance/subject.ts';
import { failOnLeaks } from '../leaks.ts';
import { TOPICS } from './topics.ts';

/** Runs the whole suite over one transport. */
export function streamSuite(transport: TransportUnderTest): void {
  describe(`streams over ${transport.kind}`, () => {
    failOnLeaks();
    for (const [topic, register] of Object.entries(TOPICS)) {
      describe(topic, () => register(new Subject(transport)));
    }
  });
}
