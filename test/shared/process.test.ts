import { sharedSuite } from './shared.suite.ts';

sharedSuite({ kind: 'process', lacks: {} });
