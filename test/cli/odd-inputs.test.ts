/** Inputs that are not what they seem, from outside: nothing is lost or altered without a word. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { parseLines, TASKS, Workspace } from './command.ts';

const ECHO = `${TASKS}#echo`;
const LENGTH = `${TASKS}#length`;

interface Reported {
  readonly position: number;
  readonly line: number;
  readonly error: { readonly message: string };
}

describe('CSV', () => {
  it('with two columns of one name is refused, and --rename-columns keeps both', async () => {
    using space = new Workspace();
    for (const [header, names] of [
      ['a,a,a_2', /columns 'a': .*\n.*--rename-columns/],
      ['a,,a,', /columns 'a', ''/],
    ] as const) {
      space.write('in.csv', `${header}\n1,2,3${header.endsWith(',') ? ',4' : ''}\n`);

      const refused = await space.start(['map', ECHO, 'in.csv']);
      const renamed = await space.start(['map', ECHO, 'in.csv', '--rename-columns']);

      assert.deepEqual([refused.exitCode, refused.stdout], [2, '']);
      assert.match(refused.stderr, names);
      const [row] = parseLines(renamed.stdout) as [Record<string, string>];
      assert.deepEqual(
        Object.values(row).sort(),
        header.endsWith(',') ? ['1', '2', '3', '4'] : ['1', '2', '3'],
      );
    }
  });

  it('with semicolons is read so, which is said; and --delimiter says it', async () => {
    using space = new Workspace();
    space.write('in.csv', 'a;"b,c"\n1;2\n');
    space.write('pipe.csv', 'a|b\n1|2\n');

    const guessed = await space.start(['map', ECHO, 'in.csv']);
    const given = await space.start(['map', ECHO, 'pipe.csv', '--delimiter', '|']);
    const bad = await space.start(['map', ECHO, 'pipe.csv', '--delimiter', '||']);

    assert.deepEqual(parseLines(guessed.stdout), [{ a: '1', 'b,c': '2' }]);
    assert.match(guessed.stderr, /semicolons and no comma/);
    assert.deepEqual(parseLines(given.stdout), [{ a: '1', b: '2' }]);
    assert.match(bad.stderr, /--delimiter must be one character/);
  });

  it('with a quote that is never closed ends where a record can no longer be one, by its line', async () => {
    using space = new Workspace();
    space.write('in.csv', `a,b\n1,2\n3,4\n5,"6\n${'7,8\n'.repeat(500_000)}`);

    const end = await space.start(['map', ECHO, 'in.csv', '-f', 'none', '--max-record', '64kB']);

    assert.equal(end.exitCode, 3);
    assert.match(end.stderr, /the row that begins in line 4 has more than 64000 characters/);
  });

  it('is written as it is, or with --csv-safe so that no spreadsheet runs it', async () => {
    using space = new Workspace();
    const rows = ['=1+1', '+x', '-x', '@x', '-1.5', 'plain'].map((a) => JSON.stringify({ a }));
    space.write('in.ndjson', `${rows.join('\n')}\n`);

    const plain = await space.start(['map', ECHO, 'in.ndjson', '-f', 'csv']);
    const safe = await space.start(['map', ECHO, 'in.ndjson', '-f', 'csv', '--csv-safe']);

    assert.equal(plain.stdout, 'a\n=1+1\n+x\n-x\n@x\n-1.5\nplain\n');
    assert.equal(safe.stdout, "a\n'=1+1\n'+x\n'-x\n'@x\n-1.5\nplain\n");
  });
});

describe('A record that is too long', () => {
  for (const [name, text] of [
    ['in.txt', `short\n${'x'.repeat(5000)}\nlast\n`],
    ['in.ndjson', `"short"\n"${'x'.repeat(5000)}"\n"last"\n`],
    ['in.json', `["short","${'x'.repeat(5000)}","last"]`],
  ] as const) {
    it(`is invalid, with its file and line, and the others are read: ${name}`, async () => {
      using space = new Workspace();
      space.write(name, text);

      const end = await space.start([
        'map',
        LENGTH,
        name,
        '--max-record',
        '1kB',
        '--errors',
        'bad',
      ]);

      assert.deepEqual([end.exitCode, end.stdout], [1, '5\n4\n']);
      assert.match(
        end.stderr,
        new RegExp(`record 1 \\(${name}.*characters, and 1000 is the limit`),
      );
      const [bad] = parseLines(space.read('bad')) as [Reported];
      assert.deepEqual([bad.position, bad.line], [1, name === 'in.json' ? undefined : 2]);
    });
  }

  it('may be longer than any string can be', async () => {
    using space = new Workspace();
    const file = fs.openSync(space.path('in.txt'), 'w');
    const piece = Buffer.alloc(64 * 2 ** 20, 'x');
    fs.writeSync(file, 'first\n');
    for (let at = 0; at < 9; at += 1) fs.writeSync(file, piece);
    fs.writeSync(file, '\nlast\n');
    fs.closeSync(file);

    const end = await space.start(['map', LENGTH, 'in.txt']);

    assert.deepEqual([end.exitCode, end.stdout], [1, '5\n4\n']);
    assert.match(end.stderr, /record 1 \(in\.txt, line 2\): RangeError: the record has 603979776/);
  });
});

describe('An input with nothing in it', () => {
  it('is an error where that is no input of its kind, unless --allow-empty', async () => {
    using space = new Workspace();
    space.write('in.json', ' \n');

    const json = await space.start(['map', ECHO, 'in.json']);
    const pattern = await space.start(['map', ECHO, '-i', 'files', 'none/*.js']);
    const allowed = await Promise.all([
      space.start(['map', ECHO, 'in.json', '--allow-empty']),
      space.start(['map', ECHO, '-i', 'files', 'none/*.js', '--allow-empty']),
    ]);

    assert.equal(json.exitCode, 2);
    assert.match(json.stderr, /the input is empty, which is no JSON array/);
    space.write('first.json', '[1]');
    const later = await space.start(['map', ECHO, 'first.json', 'in.json']);
    assert.deepEqual([later.exitCode, later.stdout], [3, '1\n']); // something was run
    assert.equal(pattern.exitCode, 2);
    assert.match(pattern.stderr, /no file matches 'none\/\*\.js'/);
    assert.deepEqual(
      allowed.map(({ exitCode }) => exitCode),
      [0, 0],
    );
  });
});

describe('What JavaScript and JSON alter', () => {
  const text = [
    '{"n":12345678901234567890}',
    '{"n":1e400}',
    '{"a":1,"a":2}',
    '{"s":"12345678901234567890 a: 1e999","t":"x:y"}',
    '{"n":9007199254740992,"m":1.5e300}',
  ].join('\n');
  const broken = Buffer.concat([
    Buffer.from('"caf'),
    Buffer.from([0xe9]),
    Buffer.from('"\n"\uFFFD ok"\n'),
  ]);

  it('is said once at the end, with how many records', async () => {
    using space = new Workspace();
    space.write('in.ndjson', text);
    space.write('latin.ndjson', broken);

    const end = await space.start(['map', ECHO, 'in.ndjson', 'latin.ndjson']);

    assert.equal(end.exitCode, 0);
    assert.match(
      end.stderr,
      /^2 records had a number that JavaScript does not hold exactly .*--big-int/m,
    );
    assert.match(end.stderr, /^1 records had a key twice/m);
    assert.match(end.stderr, /^[12] records had bytes that are no UTF-8/m);
    assert.match(end.stderr, /^1 records had a result with .* Infinity/m); // what 1e400 became
    assert.equal(end.stderr.trim().split('\n').length, 4);
  });

  it('is invalid with --strict', async () => {
    using space = new Workspace();
    space.write('in.ndjson', text);
    space.write('latin.ndjson', broken);

    const end = await space.start([
      'map',
      ECHO,
      'in.ndjson',
      'latin.ndjson',
      '--strict',
      '--errors',
      'bad',
    ]);

    assert.equal(end.exitCode, 1);
    const bad = (parseLines(space.read('bad')) as Reported[]).map(({ position }) => position);
    assert.deepEqual(bad.slice(0, 4), [0, 1, 2, 5]);
  });

  it('is exact with --big-int: integers go in and come out as they are', async () => {
    using space = new Workspace();
    const lines = '{"n":12345678901234567890,"m":1}\n[-9007199254740993,"9007199254740993"]\n';
    space.write('in.ndjson', lines);
    space.write('in.json', '[{"n":12345678901234567890}]');
    space.write(
      'task.mjs',
      'export default (r) => { if (typeof (r.n ?? r[0]) !== "bigint") throw new Error("no"); return r; }',
    );

    const end = await space.start(['map', './task.mjs', 'in.ndjson', '--big-int']);
    const array = await space.start(['map', './task.mjs', 'in.json', '--big-int', '-f', 'json']);

    assert.deepEqual([end.exitCode, end.stdout, end.stderr], [0, lines, '']);
    assert.equal(array.stdout, '[\n{"n":12345678901234567890}\n]\n');
  });

  it('in results is said as well: a Map, a Set, NaN', async () => {
    using space = new Workspace();
    const input = { stdin: 'a\nb\nc\nd\n' };
    const fn =
      '(line) => ({ a: new Map([[1, 2]]), b: { x: [new Set([1])] }, c: [NaN], d: { ok: 1 } })[line]';

    const end = await space.start(['map', '-e', fn], input);
    const strict = await space.start(['map', '-e', fn, '--strict', '--on-error', 'skip'], input);

    assert.equal(end.stdout, '{}\n{"x":[{}]}\n[null]\n{"ok":1}\n');
    assert.match(end.stderr, /^3 records had a result with a Map, a Set, NaN or Infinity/m);
    assert.deepEqual([strict.exitCode, strict.stdout], [1, '{"ok":1}\n']);
  });
});

describe('Names and texts of others', () => {
  it('are printed without control characters, a line each', async () => {
    using space = new Workspace();
    space.write('in\u001B[31m.txt', 'x\n'.repeat(20));
    space.write(
      'task.mjs',
      String.raw`export default () => {
        const error = new Error('first \u001B[2J\u009B31m\nsecond\n' + 'long '.repeat(1000));
        error.name = 'Bad\u001B]0;owned\u0007';
        throw error;
      };`,
    );

    const end = await space.start([
      'map',
      './task.mjs',
      'in\u001B[31m.txt',
      '--on-error',
      'skip',
      '--errors',
      'bad',
      '--joblog',
      'log',
    ]);

    // oxlint-disable-next-line no-control-regex -- what a terminal obeys
    const control = /[\0-\x08\x0b-\x1f\x7f-\x9f]/;
    for (const text of [end.stderr, space.read('bad'), space.read('log')])
      assert.doesNotMatch(text, control);
    assert.equal(end.stderr.split('\n').filter((line) => line.startsWith('record ')).length, 10);
    assert.equal(end.stderr.trim().split('\n').length, 12, end.stderr);
    assert.match(end.stderr, /Error: first \\x1b\[2J\\x9b31m …/);
    const [bad] = parseLines(space.read('bad')) as [Reported];
    assert.match(bad.error.message, /second\nlong/);
  });
});

describe('-0', () => {
  it('separates paths that may have newlines in them, and records', async () => {
    using space = new Workspace();
    space.write('a\nb', '');
    space.write('list', 'a\nb\0list\0');

    const files = await space.start(['map', ECHO, '-i', 'files', '@list', '-0']);
    const lines = await space.start(['map', ECHO, '-i', 'lines', '-0'], { stdin: 'x\ny\0\0z' });

    assert.deepEqual(parseLines(files.stdout), ['a\nb', 'list']);
    assert.deepEqual(parseLines(lines.stdout), ['x\ny', '', 'z']);
  });
});

describe('The module', () => {
  it('may be one of Node', async () => {
    using space = new Workspace();

    const end = await space.start(['map', 'node:path#basename'], { stdin: '/a/b.txt\n/c\n' });

    assert.deepEqual([end.exitCode, end.stdout], [0, '"b.txt"\n"c"\n']);
  });

  for (const flags of [[], ['--threads']]) {
    it(`that never ends loading ends the run after --start-timeout ${flags.join('')}`, async () => {
      using space = new Workspace();
      space.write(
        'task.mjs',
        'setInterval(() => {}, 1000); await new Promise(() => {}); export default (x) => x;',
      );

      const end = await space.start(['map', './task.mjs', '--start-timeout', '500ms', ...flags], {
        stdin: '1\n',
      });

      assert.equal(end.exitCode, 3);
      assert.match(
        end.stderr,
        /was not loaded after 0\.5 s: is there an await in it.*\n.*--start-timeout/,
      );
    });
  }
});

it('An option of another program is answered with ours', async () => {
  using space = new Workspace();
  for (const [given, ours] of [
    ['--concurrency', '--jobs'],
    ['--workers', '--jobs'],
    ['--keep-order', 'nothing: results are in order'],
    ['--error', '--errors'],
  ] as const) {
    const end = await space.start(['map', ECHO, given, '4']);

    assert.equal(end.exitCode, 2);
    assert.ok(end.stderr.includes(`(Did you mean ${ours}`), end.stderr);
  }
});
