/** How large a worker's heap may become: for its start, and for the text of the error when that was not enough. */
import { ownOptions } from '../base/check.ts';
import { inheritedExecArgv } from './exec-argv.ts';
import type { StartOptions } from './transport.ts';

const BYTES_PER_MB = 1_048_576;

/** In MB, roughly: V8 adds some for its young generation. */
export function heapLimitMb({ resourceLimits, execArgv, env }: StartOptions): number {
  const options = [
    env['NODE_OPTIONS'] ?? process.env['NODE_OPTIONS'] ?? '',
    ...(execArgv ?? inheritedExecArgv()),
  ].join(' ');
  const [, given] = /.*--max[-_]old[-_]space[-_]size=(\d+)/s.exec(options) ?? [];
  const { maxOldGenerationSizeMb } = ownOptions(resourceLimits);
  if (maxOldGenerationSizeMb !== undefined) return maxOldGenerationSizeMb;
  if (given !== undefined) return Number(given);
  const { heap_size_limit } = process.getBuiltinModule('node:v8').getHeapStatistics(); // not imported: most need none
  return Math.round(heap_size_limit / BYTES_PER_MB); // the same machine, the same default
}

/** For Node's command line. */
export function heapLimitFlag({ resourceLimits }: StartOptions): string[] {
  const { maxOldGenerationSizeMb: limit } = ownOptions(resourceLimits);
  return limit === undefined ? [] : [`--max-old-space-size=${limit}`];
}
