/**
 * All the rest of the suite over a cluster. Whole programs make pools of their own, of processes: they would run
 * the same once more.
 */
import { CLUSTER } from './over-cluster.ts';
import { poolSuite } from './pool.suite.ts';
import { TOPICS_FIRST, topicsWithout } from './topics.ts';

poolSuite(CLUSTER, topicsWithout(['whole programs', ...TOPICS_FIRST]));
