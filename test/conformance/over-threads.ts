import type { TransportUnderTest } from './subject.ts';

export const THREADS: TransportUnderTest = {
  kind: 'thread',
  lacks: { process: 'threads have neither a process id, nor signals, nor a SIGTERM of their own' },
};
