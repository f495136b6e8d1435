import { channelSuite } from './channel.suite.ts';

channelSuite({ kind: 'process', lacks: {} });
