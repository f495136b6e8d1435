/** Tasks that print, and then the end of their workers: `prints.js process|thread HOW`. */
import { type Pool, Pool as AnyPool } from 'manyhands';

const [, , kind = 'process', how = 'close'] = process.argv;
const transport = kind as 'process' | 'thread';
const LINES = 5000;

function print(count: number): void {
  for (let i = 0; i < count; i += 1) console.log(`line ${i}`);
}

/** 1 MiB, in one piece. */
function printMuch(): void {
  console.log('x'.repeat(1_048_575));
}

const ENDS: Readonly<Record<string, (pool: Pool) => Promise<void>>> = {
  terminate: async (pool) => {
    await pool.apply(print, [LINES]);
    await pool.terminate();
  },
  dispose: async (pool) => {
    await using own = pool;
    await own.apply(print, [LINES]);
  },
  close: async (pool) => {
    await pool.apply(print, [LINES]);
    pool.close();
    await pool.join();
  },
  timeout: async (pool) => {
    await pool.apply(print, [LINES]);
    const spin = (): never => {
      for (;;);
    };
    await pool.apply(spin, [], { timeout: 20 }).catch(() => {});
    await pool.terminate();
  },
  exit: async (pool) => {
    const printAndExit = (count: number): never => {
      for (let i = 0; i < count; i += 1) console.log(`line ${i}`);
      process.exit(0);
    };
    await pool.apply(printAndExit, [100]).catch(() => {});
    await pool.terminate();
  },
  'much-close': async (pool) => {
    await pool.map(printMuch, Array.from({ length: 24 }));
    pool.close();
    await pool.join();
  },
  'much-terminate': async (pool) => {
    await pool.map(printMuch, [1, 2, 3, 4]);
    await pool.terminate();
  },
};

// At once, so that what is missing was lost with its worker and not with the program.
await ENDS[how]?.(new AnyPool({ workers: 2, transport, killGrace: 20_000 }));
