/** What a run writes to, from outside: nothing that it must not touch is emptied, followed or replaced. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { numbered, TASKS, Workspace } from './command.ts';

const ECHO = `${TASKS}#echo`;
const IS_UNIX = process.platform !== 'win32';

function make(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args).status === 0;
}

function space(): Workspace {
  const made = new Workspace();
  made.write('in.ndjson', numbered(3));
  made.write('list', 'in.ndjson\n');
  fs.copyFileSync(TASKS, made.path('task.mjs'));
  fs.mkdirSync(made.path('sub'));
  fs.symlinkSync('in.ndjson', made.path('link'));
  fs.linkSync(made.path('in.ndjson'), made.path('hard'));
  return made;
}

describe('manyhands map overwrites no other file of the run, by whatever name', () => {
  const runs: readonly [what: string, args: readonly string[], complaint: RegExp][] = [
    ['an input', ['in.ndjson', '--errors', 'in.ndjson'], /--errors in\.ndjson is the input/],
    ['an input by another path', ['in.ndjson', '--errors', 'sub/../in.ndjson'], /the input in\.nd/],
    ['an input behind a link', ['link', '--joblog', 'in.ndjson'], /is the input link as well/],
    [
      'an input with two names',
      ['in.ndjson', '--joblog', 'hard'],
      /is the input in\.ndjson as well/,
    ],
    [
      'an input, as the output',
      ['in.ndjson', '-o', 'in.ndjson'],
      /--output in\.ndjson is the input/,
    ],
    ['an input, as the part', ['out.part', '-o', 'out'], /is the input out\.part as well/],
    ['the module', ['in.ndjson', '--errors', 'task.mjs'], /is the module .*task\.mjs as well/],
    ['a list', ['-i', 'files', '@list', '--trace', 'list'], /is the list list as well/],
    ['a match of a pattern', ['-i', 'files', '*.ndjson', '--errors', 'in.ndjson'], /is the input/],
    [
      'the other output',
      ['in.ndjson', '--errors', 'x', '--joblog', './x'],
      /\.\/x is named for two/,
    ],
    [
      'the part of the output',
      ['in.ndjson', '-o', 'x', '--errors', 'x.part'],
      /x\.part is named for two/,
    ],
  ];
  for (const [what, args, complaint] of runs) {
    it(what, async () => {
      using here = space();
      here.write('out.part', numbered(1));
      const before = fs.readdirSync(here.folder).filter((name) => name !== 'sub');
      const texts = before.map((name) => here.read(name));

      const end = await here.run(['map', './task.mjs#echo', ...args]);

      assert.equal(end.exitCode, 2, end.stderr);
      assert.match(end.stderr, complaint);
      assert.deepEqual(
        before.map((name) => here.read(name)),
        texts,
      );
    });
  }

  it('a folder, before anything is run', async () => {
    using here = space();

    const end = await here.run(['map', `${TASKS}#hang`, 'in.ndjson', '-o', 'sub']);

    assert.equal(end.exitCode, 2);
    assert.match(end.stderr, /cannot write sub: it is a folder/);
  });
});

describe('manyhands map writes to', { skip: !IS_UNIX }, () => {
  it('what a link leads to, and leaves the link', async () => {
    using here = space();
    here.write('sub/real.ndjson', 'old');
    fs.symlinkSync('sub/real.ndjson', here.path('out.ndjson'));
    fs.symlinkSync('sub/new.ndjson', here.path('dangling.ndjson'));

    for (const output of ['out.ndjson', 'dangling.ndjson'])
      assert.equal((await here.run(['map', ECHO, 'in.ndjson', '-o', output])).exitCode, 0);

    for (const name of ['sub/real.ndjson', 'sub/new.ndjson'])
      assert.equal(here.read(name), numbered(3));
    assert.ok(fs.lstatSync(here.path('out.ndjson')).isSymbolicLink());
    assert.deepEqual(fs.readdirSync(here.path('sub')).sort(), ['new.ndjson', 'real.ndjson']);
  });

  it('a device, which stays one', async () => {
    using here = space();
    const made = make('mknod', here.path('null'), 'c', '1', '3');
    const device = made ? here.path('null') : '/dev/null';

    const end = await here.run(['map', ECHO, 'in.ndjson', '-o', device, '--errors', device]);

    assert.deepEqual([end.exitCode, end.stderr], [0, '']);
    assert.ok(fs.statSync(device).isCharacterDevice());
    assert.equal(fs.existsSync(`${device}.part`), false);
  });

  it('a FIFO, whose reader gets everything', async () => {
    using here = space();
    assert.ok(make('mkfifo', here.path('pipe')));
    const reading = fs.promises.readFile(here.path('pipe'), 'utf8');

    const end = await here.run(['map', ECHO, 'in.ndjson', '-o', 'pipe']);

    assert.equal(end.exitCode, 0, end.stderr);
    assert.equal(await reading, numbered(3));
    assert.ok(fs.statSync(here.path('pipe')).isFIFO());
  });

  it('its own stdout and stderr, by the names of these', async () => {
    using here = space();
    here.write('bad.ndjson', '{\n');

    const end = await here.start([
      ...['map', ECHO, 'in.ndjson', 'bad.ndjson', '-o', '/dev/stdout', '--errors', '/dev/stderr'],
    ]);

    assert.equal(end.stdout, numbered(3));
    assert.match(end.stderr, /"position":3/);
  });

  it('a file that keeps its mode and its owner, and is never read by more meanwhile', async () => {
    using here = space();
    here.write('out.ndjson', 'secret');
    fs.chmodSync(here.path('out.ndjson'), 0o600);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) fs.chownSync(here.path('out.ndjson'), 1234, 1234);
    let part: number | undefined;

    const end = await here.start(['map', `${TASKS}#spin`, '-o', 'out.ndjson'], {
      stdin: numbered(500),
      onSpawn: () => {
        const timer = setInterval(() => {
          const found = fs.statSync(here.path('out.ndjson.part'), { throwIfNoEntry: false });
          if (found === undefined) return;
          part = found.mode & 0o777;
          clearInterval(timer);
        }, 1).unref();
      },
    });

    assert.equal(end.exitCode, 0, end.stderr);
    const { mode, uid } = fs.statSync(here.path('out.ndjson'));
    assert.deepEqual([mode & 0o777, part], [0o600, 0o600]);
    if (isRoot) assert.equal(uid, 1234);
  });
});

describe('manyhands map does not follow what was planted', { skip: !IS_UNIX }, () => {
  for (const [what, plant] of [
    ['a link', (path: string) => fs.symlinkSync('victim', path)],
    [
      'another name of a file',
      (path: string) => fs.linkSync(path.replace(/[^/]*$/, 'victim'), path),
    ],
    ['a FIFO', (path: string) => assert.ok(make('mkfifo', path))],
    ['a folder', (path: string) => fs.mkdirSync(path)],
  ] as const) {
    it(`as the part of its output: ${what}`, async () => {
      using here = space();
      here.write('victim', 'precious');
      plant(here.path('out.ndjson.part'));

      const end = await here.run(['map', ECHO, 'in.ndjson', '-o', 'out.ndjson']);

      assert.ok(end.exitCode === 3 || end.exitCode === 2, end.stderr);
      assert.match(end.stderr, /out\.ndjson\.part/);
      assert.equal(here.read('victim'), 'precious');
    });
  }

  it('as one of its logs', async () => {
    for (const flag of ['--errors', '--joblog', '--checkpoint']) {
      using here = space();
      here.write('victim', '');
      fs.symlinkSync('victim', here.path('log'));

      const end = await here.run(['map', ECHO, 'in.ndjson', '-o', 'out.ndjson', flag, 'log']);

      assert.equal(end.exitCode, 3, flag);
      assert.match(end.stderr, /cannot write log: it is a link/);
      assert.equal(here.read('victim'), '');
    }
  });
});

describe('The stdout of a run', () => {
  for (const kind of ['processes', 'threads']) {
    it(`has results and nothing that a task prints, in ${kind}`, async () => {
      using here = space();
      here.write(
        'printing.mjs',
        `import fs from 'node:fs';
         console.log('LOADED');
         export default ({ id }) => {
           console.log('PRINTED', id); process.stdout.write('RAW\\n');
           ${kind === 'processes' ? "fs.writeSync(1, 'SYNC\\n');" : ''}
           return id;
         };`,
      );
      const flags = kind === 'threads' ? ['--threads'] : [];

      const end = await here.start(['map', './printing.mjs', 'in.ndjson', '-f', 'json', ...flags]);

      assert.deepEqual(JSON.parse(end.stdout), [0, 1, 2]);
      const words =
        kind === 'processes'
          ? ['LOADED', 'RAW', 'PRINTED 2', 'SYNC']
          : ['LOADED', 'RAW', 'PRINTED 2'];
      for (const word of words) assert.ok(end.stderr.includes(word), `${word} in ${end.stderr}`);
    });
  }

  it('is the tasks’ own where results go elsewhere', async () => {
    using here = space();
    here.write(
      'printing.mjs',
      `export default ({ id }) => { console.log('PRINTED', id); return id; };`,
    );

    const end = await here.start(['map', './printing.mjs', 'in.ndjson', '-o', 'out.ndjson']);

    assert.match(end.stdout, /PRINTED 2/);
  });
});

describe('The ending of an output', () => {
  it('that promises what there is not is refused, with those that there are', async () => {
    using here = space();
    for (const name of ['x.parquet', 'x.xlsx', 'x.ndjson.part2']) {
      const end = await here.run(['map', ECHO, 'in.ndjson', '-o', name]);

      assert.equal(end.exitCode, 2, name);
      assert.match(
        end.stderr,
        /there is no output format for \.\w+ .*\.ndjson, \.jsonl, \.json, \.csv/,
      );
    }
    assert.equal(
      (await here.run(['map', ECHO, 'in.ndjson', '-o', 'x.dat', '-f', 'lines'])).exitCode,
      0,
    );
    assert.equal((await here.run(['map', ECHO, 'in.ndjson', '-o', '.hidden'])).exitCode, 0);
  });
});
