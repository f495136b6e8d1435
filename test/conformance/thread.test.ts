/** The suite over threads: what they could do in another way than processes. */
import { THREADS } from './over-threads.ts';
import { poolSuite } from './pool.suite.ts';
import { TOPICS_OF_THREADS } from './topics.ts';

poolSuite(THREADS, TOPICS_OF_THREADS);
