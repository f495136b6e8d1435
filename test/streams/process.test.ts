import { streamSuite } from './stream.suite.ts';
import { TOPICS_OF_PROCESSES } from './topics.ts';

streamSuite({ kind: 'process', lacks: {} }, TOPICS_OF_PROCESSES);
