/**
 * A program at a terminal: `ctrl-c.js process|thread handled|unhandled|stubborn|ignored`. Says `started` when
 * Ctrl-C may come.
 */
import { Pool } from 'manyhands';

const [, , kind = 'process', manner = 'handled'] = process.argv;
const transport = kind as 'process' | 'thread';

if (manner === 'ignored') {
  process.on('SIGINT', () => {});
  const pool = new Pool({ workers: 3, transport }); // its workers are starting when the signal comes
  process.stdout.write('started\n');
  const values = await pool.map((x: number) => x + 1, [1, 2, 3, 4, 5, 6]);
  process.stdout.write(`values ${values.join(' ')}\n`);
  await pool.terminate();
} else {
  const pool = new Pool({
    workers: 2,
    transport,
    killGrace: manner === 'stubborn' ? 600_000 : 1000,
  });
  if (manner !== 'unhandled') {
    process.once('SIGINT', () => {
      process.stdout.write('ending\n');
      void pool.terminate();
    });
  }
  const work = [pool.apply(loop, [manner]), pool.apply(wait, [manner])];
  const codes = await Promise.all(
    work.map((promise) =>
      promise.then(
        () => 'a value',
        (error: { code: string }) => error.code,
      ),
    ),
  );
  process.stdout.write(`rejected ${codes.join(' ')}\n`);
  await pool.terminate();
}

function loop(manner: string): void {
  if (manner === 'stubborn') process.on('SIGTERM', () => {});
  process.getBuiltinModule('node:fs').writeSync(1, 'started\n');
  for (;;);
}

async function wait(manner: string): Promise<void> {
  if (manner === 'stubborn') process.on('SIGTERM', () => {});
  process.getBuiltinModule('node:fs').writeSync(1, 'started\n');
  await new Promise(() => {});
}
