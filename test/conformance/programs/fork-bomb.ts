/** A module that a worker imports for its task, and that makes a pool when it is imported. */
import { Pool } from 'manyhands';

const pool = new Pool(1);

export async function explode(): Promise<string> {
  await pool.terminate();
  return 'made a pool while it was imported';
}
