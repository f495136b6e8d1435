import { poolSuite } from './pool.suite.ts';

poolSuite({ kind: 'process', isCluster: true, lacks: {} });
