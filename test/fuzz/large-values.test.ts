/** Random values with large buffers, whichever way these travel: see `large/program.ts`. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('./large/program.js', import.meta.url));
const FULL =
  'mount -t tmpfs -o size=64m tmpfs /dev/shm; dd if=/dev/zero of=/dev/shm/x bs=1M 2> /dev/null';

function whyNoMounts(): string | false {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'only root can mount a private /dev/shm';
  }
}

async function countsOf(
  file: string,
  args: readonly string[],
): Promise<{ sent: number; refused: number }> {
  const { stdout } = await run(file, args, { timeout: 300_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { sent: number; refused: number };
}

function assertBoth({ sent, refused }: { sent: number; refused: number }): void {
  assert.ok(sent > 5 && refused > 0, `${sent} were sent and ${refused} refused`);
}

describe('random values with large buffers are what they were', () => {
  it('where they can be mapped', async () => {
    assertBoth(await countsOf(process.execPath, [PROGRAM]));
  });

  it('where they are read', async () => {
    assertBoth(await countsOf(process.execPath, ['--no-addons', PROGRAM]));
  });

  it('where there is no room in memory', { skip: whyNoMounts() }, async () => {
    assertBoth(await countsOf('unshare', ['-m', 'sh', '-c', `${FULL}; exec "$0" "$1"`, process.execPath, PROGRAM])); // biome-ignore format: one line
  });
});
