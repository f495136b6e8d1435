/** The topics that process.test and thread.test leave to each other. */
import { THREADS } from '../conformance/over-threads.ts';
import { streamSuite } from './stream.suite.ts';
import { TOPICS_OF_PROCESSES, topicsWithout } from './topics.ts';

streamSuite({ kind: 'process', lacks: {} }, topicsWithout(TOPICS_OF_PROCESSES));
streamSuite(THREADS, TOPICS_OF_PROCESSES);
