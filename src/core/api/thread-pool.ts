/** Pools with their transport chosen. */
import type { PoolOptions } from './pool-options.ts';
import { Pool } from './pool.ts';

/**
 * A `Pool` whose workers are threads: quicker to start, and messages are cheaper, but they share one
 * heap limit and one fate with the program. As CPython's `ThreadPool`, except that arguments and
 * results are copied (threads of Node share nothing but SharedArrayBuffers).
 */
export class ThreadPool extends Pool {
  constructor(options?: number | Omit<PoolOptions, 'transport'>) {
    const given = typeof options === 'object' && options !== null ? options : { workers: options };
    super({ ...given, transport: 'thread' });
  }
}
