import { poolSuite } from './pool.suite.ts';

poolSuite({
  kind: 'thread',
  lacks: { process: 'threads have neither a process id, nor signals, nor a SIGTERM of their own' },
});
