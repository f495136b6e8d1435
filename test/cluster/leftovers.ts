/** What is left on a server of a pool's jobs. */
import { openNatsEngine } from '#dist/cluster/engine/nats/open-nats-engine.js';

/** A line for each thing that is there and should not be. */
export async function leftovers(options: {
  readonly server: string | readonly string[];
  readonly pool: string;
}): Promise<string[]> {
  const { server, pool } = options;
  await using engine = await openNatsEngine({ server, pool, role: 'submitter' });
  const [chunks, stored, results] = await Promise.all([
    engine.chunks.waiting(),
    engine.store.jobs(),
    engine.results.jobs(),
  ]);
  return [
    ...Array.from(chunks, ([job, count]) => `${count} chunks of ${job}`),
    ...Array.from(stored, ([job, count]) => `${count} things stored for ${job}`),
    ...Array.from(results, ([job, count]) => `${count} results of ${job}`),
  ];
}
