import { sharedSuite } from './shared.suite.ts';

sharedSuite({ kind: 'thread', lacks: {} });
