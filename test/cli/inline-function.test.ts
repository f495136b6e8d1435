import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveInline } from '#dist/cli/inline-function.js';
import { readModule } from '#dist/cli/module-spec.js';
import { numbered, Workspace } from './command.ts';

async function functionOf(text: string): Promise<(record: unknown) => unknown> {
  const { url } = resolveInline(text);
  const module = (await import(url)) as { default: (record: unknown) => unknown };
  return module.default;
}

describe('A function on the command line', () => {
  for (const [text, record, expected] of [
    ['r => r.id', { id: 3 }, 3],
    ['({ id }) => ({ id })', { id: 3 }, { id: 3 }],
    ['async (r) => r', 3, 3],
    ['function (r) { return r + 1; }', 3, 4],
    ['r => r // the record', 3, 3],
    ['/* the\n record */ r => r', 3, 3],
    ['r => `${r} “quoted” %25`', 'ä', 'ä “quoted” %25'],
  ] as const) {
    it(`is what it says: ${text}`, async () => {
      const fn = await functionOf(text);

      assert.deepEqual(await fn(record), expected);
    });
  }

  for (const [text, complaint] of [
    ['', /is no JavaScript/],
    ['r =>', /is no JavaScript: Unexpected token/],
    ['r => {\n  return +;\n}', /line 2, column/],
    ['r.id', /is no function, but a property/],
    ['console.log(1)', /is no function, but a call/],
    ['42', /is no function, but a value/],
    ['a => 1, b => 2', /several expressions/],
    ['class A {}', /is no function/],
    ['(r => r)', /parentheses/],
    ['(r => r)(1)', /a call/],
    ['r => r); process.exit(9); (r => r', /more than one expression/],
    ['r => r) + (r', /more than one expression/],
    ['r => r); import("node:fs"); (0', /more than one expression/],
  ] as const) {
    it(`is refused, and not run: ${text}`, () => {
      assert.throws(() => resolveInline(text), { name: 'UsageError', message: complaint });
    });
  }

  it('is what the fingerprint of a checkpoint is made of', () => {
    const text = 'r => r.id';

    assert.equal(readModule(resolveInline(text)).toString(), text);
  });

  it('runs over records, in place of a module', async () => {
    using space = new Workspace();
    space.write('in.ndjson', numbered(500));

    const end = await space.run(['map', '-e', '({ id }) => id * 2', 'in.ndjson']);
    const piped = await space.run(['map', '-e', 'r => r.id', '--threads'], { stdin: numbered(2) });
    const timed = await space.run([
      'map',
      '-e',
      'r => r',
      'in.ndjson',
      '--joblog',
      'log',
      '-f',
      'none',
    ]);

    const expected = Array.from({ length: 500 }, (_, id) => `${id * 2}\n`).join('');
    assert.deepEqual([end.exitCode, end.stdout, end.stderr], [0, expected, '']);
    assert.deepEqual([piped.exitCode, piped.stdout], [0, '0\n1\n']);
    assert.deepEqual([timed.exitCode, space.read('log').split('\n').length], [0, 501]);
  });

  it('continues where it stopped, unless it has changed', async () => {
    using space = new Workspace();
    space.write('in.ndjson', numbered(3));
    const run = (text: string) =>
      space.run(['map', '-e', text, 'in.ndjson', '-o', 'out', '--checkpoint', 'c']);
    const first = await run('r => r.id');

    const [same, changed] = [await run('r => r.id'), await run('r => r.id + 1')];

    assert.deepEqual([first.exitCode, same.exitCode, changed.exitCode], [0, 0, 2]);
    assert.match(same.stderr, /complete already/);
    assert.match(changed.stderr, /function/);
  });

  it('or a module has to be there', async () => {
    using space = new Workspace();

    const end = await space.run(['map']);

    assert.equal(end.exitCode, 2);
    assert.match(end.stderr, /missing required argument 'module'/);
  });
});
