/** `manyhands map` from outside: formats in and out, failures, exit codes. */
import assert from 'node:assert/strict';
import zlib, { gzipSync } from 'node:zlib';
import { describe, it } from 'node:test';
import { numbered, parseLines, TASKS, Workspace } from './command.ts';
import { FRAMES } from './inputs/frames.ts';

const ECHO = `${TASKS}#echo`;
const CAN_UNPACK_ZSTD = Reflect.has(zlib, 'createZstdDecompress');

describe('manyhands map reads', () => {
  it('NDJSON, in order, from a file', async () => {
    using space = new Workspace();
    space.write('in.ndjson', numbered(3000));

    const end = await space.start(['map', ECHO, 'in.ndjson']);

    assert.deepEqual(end, { exitCode: 0, signal: null, stdout: numbered(3000), stderr: '' });
  });

  it('NDJSON from stdin if it begins with a brace, lines otherwise', async () => {
    using space = new Workspace();

    const json = await space.start(['map', ECHO], { stdin: '{"a":1}\n\n[2]' });
    const lines = await space.run(['map', ECHO], { stdin: '\uFEFFa 1\r\n\nb' });

    assert.equal(json.stdout, '{"a":1}\n[2]\n');
    assert.equal(lines.stdout, '"a 1"\n""\n"b"\n');
  });

  it('one JSON array', async () => {
    using space = new Workspace();
    space.write('in.json', ' [ {"a": [1, {"b": null}]}, "x", [], 3 ]');

    const end = await space.run(['map', ECHO, 'in.json']);

    assert.deepEqual(parseLines(end.stdout), [{ a: [1, { b: null }] }, 'x', [], 3]);
  });

  it('CSV with quotes and newlines in its fields, and writes such', async () => {
    using space = new Workspace();
    const csv = 'name,say\n"O""Hara","one, \ntwo"\nMia,\n';
    space.write('in.csv', csv);

    const objects = await space.run(['map', ECHO, 'in.csv']);
    const again = await space.run(['map', ECHO, 'in.csv', '-f', 'csv']);

    assert.deepEqual(parseLines(objects.stdout), [
      { name: 'O"Hara', say: 'one, \ntwo' },
      { name: 'Mia', say: '' },
    ]);
    assert.equal(again.stdout, csv.replace('"O""Hara"', '"O""Hara"'));
  });

  it('TSV, in which a quote is just a character', async () => {
    using space = new Workspace();
    space.write('in.tsv', 'a\tb\n1\t"2\n');

    const end = await space.run(['map', ECHO, 'in.tsv']);

    assert.deepEqual(parseLines(end.stdout), [{ a: '1', b: '"2' }]);
  });

  it('packed files', async () => {
    using space = new Workspace();
    space.write('in.ndjson.gz', gzipSync(numbered(10)));

    const end = await space.run(['map', ECHO, 'in.ndjson.gz']);

    assert.equal(end.stdout, numbered(10));
  });

  it('files packed by zstd, all frames of them; or says what to do where Node cannot', async () => {
    using space = new Workspace();
    const frame = Buffer.from(FRAMES[0].base64, 'base64');
    space.write('in.ndjson.zst', Buffer.concat([frame, frame]));

    const end = await space.run(['map', ECHO, 'in.ndjson.zst']);

    if (CAN_UNPACK_ZSTD) {
      assert.equal(end.stdout, numbered(10) + numbered(10), end.stderr);
    } else {
      assert.equal(end.exitCode, 2);
      assert.match(end.stderr, /cannot unpack in\.ndjson\.zst: zstd came with Node 22\.15/);
      assert.match(end.stderr, /→ zstd -dc in\.ndjson\.zst \| manyhands map/);
    }
  });

  it('no torn file as if it were whole', async () => {
    using space = new Workspace();
    const [frame] = FRAMES;
    space.write('in.ndjson.gz', gzipSync(numbered(10)).subarray(0, 40));
    space.write('in.ndjson.zst', Buffer.from(frame.base64, 'base64').subarray(0, 40));
    const inputs = CAN_UNPACK_ZSTD ? ['in.ndjson.gz', 'in.ndjson.zst'] : ['in.ndjson.gz'];
    for (const input of inputs) {
      const end = await space.run(['map', ECHO, input, '-o', 'out.ndjson']);

      assert.equal(end.exitCode, 3);
      assert.match(end.stderr, new RegExp(`cannot read ${input}: unexpected end of file`));
    }
  });

  it('files by argument, glob and list, and reports what is no file', async () => {
    using space = new Workspace();
    for (const name of ['a1.txt', 'a2.txt', 'b[1].txt', 'c.txt']) space.write(name, '');
    space.write('list', 'c.txt\nmissing.txt\n');

    const end = await space.run(['map', ECHO, '-i', 'files', 'b[1].txt', 'a*.txt', '@list', '.']);

    assert.deepEqual(parseLines(end.stdout), ['b[1].txt', 'a1.txt', 'a2.txt', 'c.txt']);
    assert.equal(end.exitCode, 1);
    assert.match(end.stderr, /missing\.txt/);
    assert.match(end.stderr, /\. is a folder/);
  });

  it('several inputs one after the other, each in its own format', async () => {
    using space = new Workspace();
    space.write('a.ndjson', '1\n2\n');
    space.write('b.txt', 'x\n');

    const end = await space.run(['map', ECHO, 'a.ndjson', 'b.txt']);

    assert.equal(end.stdout, '1\n2\n"x"\n');
  });
});

describe('manyhands map writes', () => {
  const outputs: readonly [format: string, written: string][] = [
    ['ndjson', '"a"\n"b"\n'],
    ['lines', 'a\nb\n'],
    ['json', '[\n"a",\n"b"\n]\n'],
    ['csv', 'value\na\nb\n'],
    ['none', ''],
  ];
  for (const [format, written] of outputs) {
    it(format, async () => {
      using space = new Workspace();

      const end = await space.run(['map', ECHO, '-f', format], { stdin: 'a\nb\n' });

      assert.deepEqual(end, { exitCode: 0, signal: null, stdout: written, stderr: '' });
    });
  }

  it('an empty JSON array for an empty input', async () => {
    using space = new Workspace();

    const end = await space.run(['map', ECHO, '-o', 'out.json']);

    assert.equal(end.exitCode, 0);
    assert.equal(space.read('out.json'), '[]\n');
  });

  it('all results, in any order, with --unordered', async () => {
    using space = new Workspace();

    const end = await space.run(['map', ECHO, '-u'], { stdin: numbered(2000) });

    assert.deepEqual(end.stdout.split('\n').sort(), numbered(2000).split('\n').sort());
  });

  it('the same with threads, small chunks and one worker', async () => {
    using space = new Workspace();
    const ways = [['--threads'], ['--chunk-size', '7'], ['-j', '1'], ['-j', '50%']];

    const ends = await Promise.all(
      ways.map((way) => space.run(['map', ECHO, ...way], { stdin: numbered(200) })),
    );

    assert.deepEqual(
      ends.map(({ stdout }) => stdout),
      ways.map(() => numbered(200)),
    );
  });

  it('nothing more, and says nothing, when the reader has gone', async () => {
    using space = new Workspace();
    space.write('in.ndjson', numbered(50_000));

    const end = await space.start(['map', ECHO, 'in.ndjson', '-q'], {
      onSpawn: (child) => child.stdout?.once('data', () => child.stdout?.destroy()),
    });

    assert.equal(end.stderr, '');
    assert.equal(end.exitCode, 0);
  });
});

describe('manyhands map, when records fail,', () => {
  it('goes on with --on-error skip, and keeps record, position and error in the errors file', async () => {
    using space = new Workspace();
    const failing = `${TASKS}#failOnSeven`;

    const end = await space.run(
      ['map', failing, '--on-error', 'skip', '--errors', 'bad.ndjson', '-o', 'out.ndjson'],
      { stdin: numbered(1000) },
    );

    const errors = parseLines(space.read('bad.ndjson')) as Failure[];
    assert.equal(end.exitCode, 1);
    assert.equal(parseLines(space.read('out.ndjson')).length, 990);
    assert.deepEqual(
      errors.map(({ position }) => position),
      Array.from({ length: 10 }, (_, i) => i * 100 + 7),
    );
    assert.deepEqual(errors[0]?.record, { id: 7 });
    assert.equal(errors[0]?.line, 8);
    assert.equal(errors[0]?.error.message, 'no 7');
    assert.match(errors[0]?.error.stack ?? '', /failOnSeven .*map-tasks/);
  });

  it('goes on after invalid records and names their lines, even with --on-error stop', async () => {
    using space = new Workspace();

    const end = await space.run(['map', ECHO, '--errors', 'bad'], { stdin: '{"a":1}\nno\n2\n' });

    assert.equal(end.stdout, '{"a":1}\n2\n');
    assert.equal(end.exitCode, 1);
    assert.match(end.stderr, /record 1 \(stdin, line 2\): SyntaxError/);
    assert.equal((parseLines(space.read('bad')) as Failure[])[0]?.record, 'no');
  });

  it('survives a worker that exits, and reports the record that ended it, in any order', async () => {
    using space = new Workspace();
    const exiting = `${TASKS}#exitOnThree`;

    const end = await space.run(
      ['map', exiting, '-u', '--on-error', 'skip', '--errors', 'bad', '--chunk-size', '1'],
      { stdin: numbered(6) },
    );

    const [error] = parseLines(space.read('bad')) as Failure[];
    assert.deepEqual(parseLines(end.stdout).sort(), [0, 1, 2, 4, 5]);
    assert.deepEqual(error?.record, { id: 3 });
    assert.equal(error?.error.code, 'ERR_POOL_WORKER_LOST');
  });

  it('ends a record that takes longer than --timeout', async () => {
    using space = new Workspace();

    const end = await space.run(['map', `${TASKS}#hang`, '--timeout', '300ms'], { stdin: '{}\n' });

    assert.equal(end.exitCode, 1);
    assert.match(end.stderr, /TaskTimeoutError/);
  });

  it('calls a result that cannot be written a failure of its record', async () => {
    using space = new Workspace();

    const end = await space.run(['map', ECHO, '-f', 'csv', '--on-error', 'skip'], {
      stdin: '{"a":1}\n{"b":2}\n',
    });

    assert.equal(end.stdout, 'a\n1\n');
    assert.match(end.stderr, /record 1 .*property 'b'/);
  });

  it('writes a job log that knows how each record ended', async () => {
    using space = new Workspace();

    await space.run(
      ['map', `${TASKS}#failOnSeven`, '--on-error', 'skip', '--joblog', 'log', '-f', 'none'],
      { stdin: numbered(9) },
    );

    const log = parseLines(space.read('log')) as LogLine[];
    assert.deepEqual(
      log.map(({ position, outcome }) => `${position} ${outcome}`),
      ['0', '1', '2', '3', '4', '5', '6'].map((at) => `${at} ok`).concat('7 failed', '8 ok'),
    );
    assert.ok(log.every(({ durationMs, worker }) => durationMs >= 0 && worker >= 1));
  });

  it('writes what a record reported into its line, that of one that was lost as well', async () => {
    using space = new Workspace();

    const ends = await logOfDying(space, 1);

    assert.deepEqual(
      ends,
      [0, 1, 2, 3, 4].map((n) => [n === 3 ? 'failed' : 'ok', [`begins ${n}`, { half: n / 2 }]]),
    );
  });

  it('loses with a record those that its worker had been given together with it', async () => {
    using space = new Workspace();

    const ends = await logOfDying(space, 5);

    assert.deepEqual(ends, [
      ...[0, 1, 2, 3].map((n) => ['failed', [`begins ${n}`, { half: n / 2 }]]),
      ['failed', undefined], // its worker did not come to it
    ]);
  });
});

/** How each of five records ended whose fourth ends its worker, and what it had reported. */
async function logOfDying(space: Workspace, chunkSize: number): Promise<readonly unknown[]> {
  await space.run(
    [
      ...['map', `${TASKS}#reportsThenDies`, '--on-error', 'skip', '--joblog', 'log', '-f', 'none'],
      ...['--chunk-size', String(chunkSize)],
    ],
    { stdin: numbered(5) },
  );
  const log = parseLines(space.read('log')) as LogLine[];
  return log.map(({ outcome, reports }) => [outcome, reports]);
}

interface Failure {
  readonly position: number;
  readonly line: number;
  readonly record: unknown;
  readonly error: { readonly message: string; readonly stack?: string; readonly code?: string };
}

interface LogLine {
  readonly position: number;
  readonly outcome: string;
  readonly durationMs: number;
  readonly worker: number;
  readonly reports?: readonly unknown[];
}
