import { THREADS } from '../conformance/over-threads.ts';
import { streamSuite } from './stream.suite.ts';
import { TOPICS_OF_PROCESSES, topicsWithout } from './topics.ts';

streamSuite(THREADS, topicsWithout(TOPICS_OF_PROCESSES));
