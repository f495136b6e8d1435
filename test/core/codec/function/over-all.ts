/** Runs tests of functions through the public API: on processes, on threads and inline. */
import { describe } from 'node:test';
import { Pool, type PoolOptions } from 'manyhands';

export type MakePool = (options: number | PoolOptions) => Pool;

export function overAll(topic: string, register: (makePool: MakePool) => void): void {
  for (const transport of ['process', 'thread', 'inline'] as const) {
    describe(`${topic}: ${transport}`, () => {
      register((given) => {
        const options = typeof given === 'number' ? { workers: given } : given;
        return new Pool({ ...options, transport });
      });
    });
  }
}
