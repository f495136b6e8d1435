/** Plays an application that is its own `process.execPath`: whatever it is started with, it makes a pool. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'manyhands';

const folder = mkdtempSync(join(tmpdir(), 'application-'));
const application = join(folder, 'application');
const program = fileURLToPath(import.meta.url);
writeFileSync(application, `#!/bin/sh\nexec "${process.execPath}" "${program}"\n`);
chmodSync(application, 0o755);
process.execPath = application;
process.on('exit', () => rmSync(folder, { recursive: true }));

const pool = new Pool(2);
try {
  await pool.apply((x: number) => x, [1]);
} catch (error) {
  const { code, message } = error as Error & { code: string };
  console.log(JSON.stringify({ code, message }));
}
await pool.terminate();
