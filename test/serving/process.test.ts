import { servingSuite } from './serving.suite.ts';

servingSuite({ kind: 'process', lacks: {} });
