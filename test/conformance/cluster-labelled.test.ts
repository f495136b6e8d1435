/** The suite over a cluster whose calls all ask for a label: what goes through a queue of its own is as all else. */
import { CLUSTER } from './over-cluster.ts';
import { poolSuite } from './pool.suite.ts';

poolSuite({ ...CLUSTER, isLabelled: true }, [
  'results',
  'input',
  'callbacks',
  'loss',
  'time limits',
  'cancel',
  'chains that run',
  'lifecycle',
]);
