/** `npm run demo:stream` from a file to a file: what comes out, and in what order. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { runProgram } from '../program.ts';

const DEMO = new URL('../../examples/stream.js', import.meta.url);

describe('the demo of streams', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-stream-'));
  after(() => rmSync(folder, { recursive: true }));

  it('writes every line of its log once, in order, with a hash in place of the address', async () => {
    const args = ['--megabytes', '0.5', '--workers', '2', '--folder', folder];

    const { exitCode, stderr } = await runProgram(DEMO, { args });

    assert.equal(exitCode, 0, stderr);
    const lines = readFileSync(join(folder, 'visits.log'), 'utf8').split('\n');
    assert.ok(lines.length > 5000);
    assert.deepEqual(
      readFileSync(join(folder, 'visits-hashed.log'), 'utf8').split('\n'),
      lines.map((line) => line.replace(/^[\d.]+/, hashOf)),
    );
  });
});

function hashOf(address: string): string {
  return createHmac('sha256', 'a secret of this program')
    .update(address)
    .digest('hex')
    .slice(0, 16);
}
