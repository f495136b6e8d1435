import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { takeFingerprint } from '#dist/cli/fingerprint.js';
import { resolveModule } from '#dist/cli/module-spec.js';
import { Workspace } from './command.ts';

function fingerprintIn(
  space: Workspace,
  inputs: readonly string[],
): Readonly<Record<string, string>> {
  return takeFingerprint({
    spec: resolveModule(`${space.path('task.mjs')}#run`),
    inputs: inputs.map((name) => ({
      argument: name === '-' ? name : space.path(name),
      format: 'ndjson' as const,
    })),
    options: { '--output': 'out' },
  });
}

describe('the fingerprint of a run', () => {
  it('is the same while nothing changes, and has the options in it', () => {
    using space = new Workspace();
    space.write('task.mjs', 'export const run = 1;');
    space.write('in.ndjson', '1\n');

    const first = fingerprintIn(space, ['in.ndjson']);

    assert.deepEqual(fingerprintIn(space, ['in.ndjson']), first);
    assert.deepEqual(Object.keys(first), ['function', 'input', '--output']);
  });

  it('changes with the module and with an input, each under its own name', () => {
    using space = new Workspace();
    space.write('task.mjs', 'export const run = 1;');
    space.write('a', '1\n');
    space.write('b', '1\n');
    const before = fingerprintIn(space, ['a', 'b']);

    space.write('task.mjs', 'export const run = 2;');
    space.write('b', '2\n');
    const after = fingerprintIn(space, ['a', 'b']);

    const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
    assert.deepEqual(changed, ['function', 'input 2']);
  });

  it('knows stdin by its name only', () => {
    using space = new Workspace();
    space.write('task.mjs', 'export const run = 1;');

    assert.equal(fingerprintIn(space, ['-'])['input'], '- as ndjson');
  });
});
