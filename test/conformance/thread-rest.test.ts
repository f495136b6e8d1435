/** All the rest of the suite over threads. */
import { THREADS } from './over-threads.ts';
import { poolSuite } from './pool.suite.ts';
import { type Topic, TOPICS, TOPICS_OF_THREADS } from './topics.ts';

const others = (Object.keys(TOPICS) as Topic[]) // its own keys
  .filter((topic) => !TOPICS_OF_THREADS.includes(topic));

poolSuite(THREADS, others);
