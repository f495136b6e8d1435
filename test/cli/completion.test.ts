/** What describes the command: completions, the man page, and all of the help. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { Workspace } from './command.ts';

const has = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

async function outputOf(...args: readonly string[]): Promise<string> {
  using space = new Workspace();
  const end = await space.run(args);
  assert.deepEqual([end.exitCode, end.stderr], [0, '']);
  return end.stdout;
}

/** Each long option of `map`, from all of its help. */
async function optionsOfMap(): Promise<readonly string[]> {
  const help = await outputOf('map', '--help-all');
  return [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z][\w-]*)/gm)].map(([, name = '']) => name);
}

describe('All of the help', () => {
  it('has every option, and the short one leads there', async () => {
    const all = await optionsOfMap();
    const short = await outputOf('map', '--help');

    assert.ok(all.length > 30, all.join(' '));
    for (const name of ['--halt', '--strict', '--errors', '--null']) assert.ok(all.includes(name));
    assert.match(short, /--help-all/);
    assert.doesNotMatch(short, /--memfree/);
  });
});

describe('Completions', () => {
  it('complete commands, options and choices in bash', { skip: !has('bash') }, async () => {
    const script = await outputOf('completion', 'bash');
    const complete = (...words: string[]): string[] => {
      const ask = `${script}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _manyhands; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', ask], { encoding: 'utf8' });
      assert.equal(stderr, '');
      return stdout.split('\n').filter(Boolean);
    };

    assert.deepEqual(complete('manyhands', 'ma'), ['map', 'man']);
    assert.deepEqual(complete('manyhands', 'map', '--count'), ['--count-by']);
    assert.deepEqual(complete('manyhands', 'map', '-i', 'nd'), ['ndjson']);
    assert.deepEqual(complete('manyhands', 'map', 'x', '--on-error', ''), ['stop', 'skip']);
    assert.deepEqual(complete('manyhands', 'completion', 'z'), ['zsh']);
    assert.ok(complete('manyhands', 'worker', '--').includes('--key-file'));
    assert.deepEqual(complete('manyhands', 'map', 'file'), []); // bash completes files
    for (const name of await optionsOfMap())
      assert.ok(complete('manyhands', 'map', name).includes(name), name);
  });

  for (const shell of ['zsh', 'fish']) {
    it(`have every option in ${shell}, and its syntax`, async () => {
      const script = await outputOf('completion', shell);

      for (const name of await optionsOfMap())
        assert.ok(script.includes(shell === 'zsh' ? `${name}[` : `-l ${name.slice(2)} `), name);
      if (!has(shell)) return;
      const { status, stderr } = spawnSync(shell, ['-n', '/dev/stdin'], {
        input: script,
        encoding: 'utf8',
      });
      assert.deepEqual([status, stderr], [0, '']);
    });
  }

  it('are refused for what is no shell they know', async () => {
    using space = new Workspace();

    const end = await space.run(['completion', 'csh']);

    assert.equal(end.exitCode, 2);
    assert.match(end.stderr, /completions for bash, zsh, fish, but not for 'csh'/);
  });
});

describe('The man page', () => {
  it('has every option with what the help says of it', async () => {
    const page = await outputOf('man');

    for (const name of await optionsOfMap()) {
      assert.ok(page.includes(`\\fB${name.replaceAll('-', '\\-')}\\fR`), name);
    }
    assert.match(page, /^\.TH MANYHANDS 1/);
    assert.ok(page.includes('renamed into place when complete'));
    assert.ok(page.includes('\\-\\-key\\-file'));
  });

  it('is read by groff without a complaint', { skip: !has('groff') }, async () => {
    const page = await outputOf('man');

    const { stdout, stderr, status } = spawnSync('sh', ['-c', 'groff -man -Tascii -ww -P-cbou'], {
      input: page,
      encoding: 'utf8',
    });

    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /--halt policy/);
  });
});
