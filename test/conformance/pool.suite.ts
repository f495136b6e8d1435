/**
 * What a Pool does, whatever its workers are: the rules of `docs/design.md` for everything but the imap
 * family. Runs once per transport; one file per topic.
 */
import { describe } from 'node:test';
import { failOnLeaks } from '../leaks.ts';
import { type Topic, TOPICS } from './topics.ts';
import { Subject, type TransportUnderTest } from './subject.ts';

/** Runs the suite over one transport: all of it, or the topics named. */
export function poolSuite(
  transport: TransportUnderTest,
  topics: readonly Topic[] = Object.keys(TOPICS) as Topic[], // its own keys
): void {
  describe(`Pool over ${placeOf(transport)}`, () => {
    failOnLeaks();
    for (const topic of topics) describe(topic, () => TOPICS[topic](new Subject(transport)));
  });
}

function placeOf({
  kind,
  isCluster = false,
  isLabelled = false,
  isUnbatched = false,
}: TransportUnderTest): string {
  if (isLabelled) return 'a cluster, on hosts with a label';
  if (isCluster) return 'a cluster of processes';
  return isUnbatched ? `${kind}, one chunk at a time` : kind;
}
