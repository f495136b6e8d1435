import { channelSuite } from './channel.suite.ts';

channelSuite({
  kind: 'thread',
  lacks: { process: 'threads have neither a process id, nor signals, nor a SIGTERM of their own' },
});
