import { streamSuite } from './stream.suite.ts';

streamSuite({ kind: 'thread', lacks: { process: 'threads have no process id of their own' } });
