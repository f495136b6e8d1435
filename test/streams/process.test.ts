import { streamSuite } from './stream.suite.ts';

streamSuite({ kind: 'process', lacks: {} });
