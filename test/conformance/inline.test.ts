import { INLINE } from './over-inline.ts';
import { poolSuite } from './pool.suite.ts';

poolSuite(INLINE);
