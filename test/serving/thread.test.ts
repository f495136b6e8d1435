import { servingSuite } from './serving.suite.ts';

servingSuite({
  kind: 'thread',
  lacks: { process: 'threads have neither a process id, nor signals, nor a SIGTERM of their own' },
});
