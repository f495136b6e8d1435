/**
 * What the imap family does, whatever the workers are: lazy, fair, closed when its reader leaves, an error at
 * its position, limits and cancellations that affect no other call. Run once per transport, one file per
 * topic.
 */
import { describe } from 'node:test';
import { Subject, type TransportUnderTest } from '../conformance/subject.ts';
import { failOnLeaks } from '../leaks.ts';
import { TOPICS, type Topic, topicsWithout } from './topics.ts';

/** Runs the suite over one transport: all of it, or the topics named. */
export function streamSuite(
  transport: TransportUnderTest,
  topics: readonly Topic[] = topicsWithout([]),
): void {
  describe(`streams over ${transport.kind}`, () => {
    failOnLeaks();
    for (const topic of topics) describe(topic, () => TOPICS[topic](new Subject(transport)));
  });
}
