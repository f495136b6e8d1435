import { INLINE } from '../../conformance/over-inline.ts';
import { channelSuite } from './channel.suite.ts';

channelSuite(INLINE);
