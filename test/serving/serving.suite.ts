/** What a pool does for a server, whatever its workers are: `docs/servers.md`. One file per topic. */
import { describe } from 'node:test';
import { Subject, type TransportUnderTest } from '../conformance/subject.ts';
import { failOnLeaks } from '../leaks.ts';
import { cancelling } from './cancelling.ts';
import { priorities } from './priorities.ts';
import { finalizing } from './finalizing.ts';
import { places } from './places.ts';
import { sizes } from './sizes.ts';
import { affinities } from './affinities.ts';
import { chaos } from './chaos.ts';
import { concurrent } from './concurrent.ts';
import { contexts } from './contexts.ts';
import { printing } from './printing.ts';
import { fullQueue } from './full-queue.ts';
import { reported } from './reported.ts';

const TOPICS: Readonly<Record<string, (subject: Subject) => void>> = {
  'a full queue': fullQueue,
  priorities,
  'the end of a worker': finalizing,
  'places of workers': places,
  'how many workers': sizes,
  'the context of a call': contexts,
  'one worker for a key': affinities,
  'several tasks at once': concurrent,
  'everything at once': chaos,
  'what workers print': printing,
  'cancelling what waits': cancelling,
  'what others have reported': reported,
};

export function servingSuite(transport: TransportUnderTest): void {
  describe(`A pool in a server, over ${transport.kind}`, () => {
    failOnLeaks();
    for (const [topic, run] of Object.entries(TOPICS))
      describe(topic, () => run(new Subject(transport)));
  });
}
