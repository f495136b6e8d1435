import { INLINE } from '../conformance/over-inline.ts';
import { streamSuite } from './stream.suite.ts';

streamSuite(INLINE);
