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

/** Goes down as `nest` does, until there is no deeper; says how deep it came, and what then was said. */
export async function nestToTheEnd(depth = 1): Promise<{ depth: number; error: object }> {
  let pool: Pool;
  try {
    pool = new Pool({ workers: 1, transport: 'thread' });
  } catch (error) {
    const { name, code, message } = error as Error & { code: string };
    return { depth, error: { name, code, message } };
  }
  try {
    return await pool.apply(nestToTheEnd, [depth + 1]);
  } finally {
    await pool.terminate();
  }
}
