/** A file that shows what pools do, worker by worker: an entry of its own, which nothing else loads. */
export { type Trace, traceTo } from './trace-to.ts';
