import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { dyingWithParent, watchOverOrphan } from '#dist/core/transport/die-with-parent.js';

const MODULE = new URL('../../../src/core/transport/die-with-parent.js', import.meta.url).href;

describe('dyingWithParent', () => {
  it('leaves the command as it is, behind what makes it die', () => {
    const command = dyingWithParent(['node', 'worker.js', '--x']);

    assert.deepEqual(command.slice(-3), ['node', 'worker.js', '--x']);
    const before = command.slice(0, -3);
    if (before.length > 0) assert.deepEqual(before.slice(1), ['--pdeathsig', 'KILL', '--']);
  });

  it('takes no program that only PATH leads to', () => {
    const folder = mkdtempSync(join(tmpdir(), 'path-'));
    const impostor = join(folder, 'setpriv');
    writeFileSync(impostor, '#!/bin/sh\n');
    chmodSync(impostor, 0o755);
    const script = `
      const { dyingWithParent } = await import(${JSON.stringify(MODULE)});
      console.log(JSON.stringify(dyingWithParent(['node'])));`;

    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, PATH: folder },
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });

    const command = JSON.parse(stdout) as string[];
    assert.equal(command.at(-1), 'node');
    assert.ok(!command.includes(impostor), stdout);
  });
});

describe('watchOverOrphan', () => {
  it('has nothing to watch where there was no process', () => {
    assert.doesNotThrow(watchOverOrphan(0));
  });
});
