/** A program that ends its pools and then loses its references to them: no warning may come. */
import { setImmediate } from 'node:timers/promises';
import { Pool } from 'manyhands';

const transport = process.argv[2] as 'process';

async function use(): Promise<void> {
  await using disposed = new Pool({ workers: 1, transport });
  await disposed.apply(() => 1);
  const closed = new Pool({ workers: 1, transport });
  closed.close();
  await closed.join();
}

await use();
for (let turn = 0; turn < 20; turn += 1) {
  globalThis.gc?.();
  await setImmediate();
}
