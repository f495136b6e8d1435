/** What comes from the cluster goes on to the workers of a host as it does in a `Pool`: large buffers in files. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openFiles, whyNoFiles } from '../core/large/large-file.ts';
import { until } from '../until.ts';
import { HostedPool } from './hosted-pool.ts';

async function waitFor(gate: string): Promise<void> {
  const { existsSync } = process.getBuiltinModule('node:fs');
  while (!existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a host', { skip: whyNoFiles(), timeout: 60_000 }, () => {
  it('gives large arguments, and what functions have captured, to its workers in files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-'));
    const gate = join(folder, 'open');
    await using pool = new HostedPool({ workers: 2 });
    const table = new Uint8Array(5 << 20).fill(2);
    const look = async (given: Uint8Array): Promise<number> => {
      await waitFor(gate);
      return (table[7] ?? 0) + (given.at(-1) ?? 0);
    };

    const calling = pool.apply(look, [new Uint8Array(3 << 20).fill(5)]);
    await until('a file of each', () => openFiles() === 2);
    writeFileSync(gate, '');

    assert.equal(await calling, 7);
    rmSync(folder, { recursive: true });
  });
});
