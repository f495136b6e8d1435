import { Pool } from 'manyhands';

/** Runs itself in a pool inside a pool, `deeper` times, and says how deep it came. */
export async function nest(
  transport: 'process' | 'thread' | 'inline',
  deeper: number,
  depth = 1,
): Promise<string> {
  if (deeper === 0) return `worker at depth ${depth}`;
  await using pool = new Pool({ workers: 1, transport });
  return await pool.apply(nest, [transport, deeper - 1, depth + 1]);
}
