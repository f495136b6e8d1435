import { INLINE } from '../conformance/over-inline.ts';
import { servingSuite } from './serving.suite.ts';

servingSuite(INLINE);
