/** Somebody is killed at each moment of the life of a file in memory: nothing hangs, nothing is left. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statfsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findForeign } from '#dist/core/large/foreign.js';
import { whyNoFiles } from '../core/large/large-file.ts';
import { until } from '../until.ts';

const PROGRAM = fileURLToPath(new URL('./programs/large-deaths.js', import.meta.url));
const STRIKE = new URL('./modules/strike-large.js', import.meta.url).href;
const NO_KOFFI = findForeign() === undefined ? 'there is no koffi here' : false;

const OF_WORKER = ['open', 'opened', 'map', 'mapped', 'read', 'fill', 'half-filled'];
const ASKING = ['resend', 'redefine', 'want-room'].flatMap((kind) => [
  `before ${kind}`,
  `after ${kind}`,
]);
const OF_PROGRAM = ['create', 'write', 'half-written', 'read'];

interface Death {
  readonly lines: string[];
  readonly signal: NodeJS.Signals | null;
}

async function runStruck(strike: string): Promise<Death> {
  const child = spawn(process.execPath, ['--import', STRIKE, PROGRAM], {
    env: { ...process.env, MANYHANDS_STRIKE: strike },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 60_000,
  });
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const output = await text(child.stdout);
  const [, signal] = await exit;
  await until('its processes to end', () => descendants(child.pid ?? 0).length === 0);
  return { lines: output.trim().split('\n'), signal };
}

/** Workers say in their arguments whose they are only by their environment: that of the strike. */
function descendants(pid: number): string[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.filter(
    (name) => Number(name) !== pid && readEnvironment(name).includes(`MANYHANDS_STRIKE_OF=${pid}`),
  );
}

function readEnvironment(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

const free = (): number => statfsSync('/dev/shm').bavail;

describe('a pool with large buffers', { skip: whyNoFiles() }, () => {
  for (const moment of [...OF_WORKER, ...ASKING]) {
    const skip = moment.startsWith('map') && NO_KOFFI;
    it(`loses what was in hand and no more when its worker is killed: ${moment}`, {
      skip,
    }, async () => {
      const before = free();

      const { lines, signal } = await runStruck(`worker ${moment}`);
      const outcomes = JSON.parse(lines.at(-1) ?? '') as unknown[];

      assert.equal(signal, null);
      const lost = outcomes.filter((one) => one === 'ERR_POOL_WORKER_LOST').length;
      assert.ok(lost >= 1 && lost <= 2, `${lost} were lost: ${lines.at(-1)}`);
      assert.equal(outcomes.filter((one) => one === true).length, outcomes.length - lost);
      await until('the memory to be given back', () => free() >= before - 1000);
    });
  }

  for (const moment of OF_PROGRAM)
    it(`leaves nothing when its program is killed: ${moment}`, async () => {
      const before = free();

      const { signal } = await runStruck(`program ${moment}`);

      assert.equal(signal, 'SIGKILL');
      await until('the memory to be given back', () => free() >= before - 1000);
    });
});
