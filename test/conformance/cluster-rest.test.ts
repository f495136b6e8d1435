/**
 * All the rest of the suite over a cluster. Whole programs make pools of their own, of processes: they would run
 * the same once more.
 */
import { CLUSTER } from './over-cluster.ts';
import { poolSuite } from './pool.suite.ts';
import { type Topic, TOPICS, TOPICS_FIRST } from './topics.ts';

const others = (Object.keys(TOPICS) as Topic[]) // its own keys
  .filter((topic) => topic !== 'whole programs' && !TOPICS_FIRST.includes(topic));

poolSuite(CLUSTER, others);
