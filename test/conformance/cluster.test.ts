/** The suite over a cluster: what a message on its way through a server could spoil first. */
import { CLUSTER } from './over-cluster.ts';
import { poolSuite } from './pool.suite.ts';
import { TOPICS_FIRST } from './topics.ts';

poolSuite(CLUSTER, TOPICS_FIRST);
