/** The suite over processes: what threads do alike has its test there. */
import { poolSuite } from './pool.suite.ts';
import { TOPICS_OF_PROCESSES } from './topics.ts';

poolSuite({ kind: 'process', lacks: {} }, TOPICS_OF_PROCESSES);
