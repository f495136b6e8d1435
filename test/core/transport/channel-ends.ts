/** How a channel ends: once, as a value, whatever the worker did. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { isAlive } from '../../program.ts';
import type { Subject } from '../../conformance/subject.ts';
import { Stage } from '../../conformance/stage.ts';
import { Line } from './line.ts';
import { IS_COVERED } from '../../coverage.ts';

export function channelEnds(subject: Subject): void {
  subject.it('settles `closed` with the exit when the worker was told to stop', async () => {
    await using line = new Line(subject.kind);
    await line.start();

    line.channel.send({ kind: 'stop' });
    const exit = await line.channel.closed;

    const { workerId, pid, exitCode, signal } = exit;
    assert.deepEqual([workerId, pid, exitCode, signal], [7, line.channel.pid, 0, null]);
  });

  subject.it('ends a worker that is idle when it is asked to', async () => {
    await using line = new Line(subject.kind);
    await line.start();

    line.channel.end();
    const { exitCode, signal } = await line.channel.closed;

    assert.equal(exitCode === null, signal !== null);
  });

  subject.itWith('process', 'asks by SIGTERM, which a task may answer in its own way', async () => {
    await using line = new Line(subject.kind);
    await line.start();
    line.run(() => void process.on('SIGTERM', () => process.exit(42)), [[1, [0]]]);
    await line.done(1);

    line.channel.end();

    // With coverage its own end comes first: see `IS_COVERED`.
    assert.equal((await line.channel.closed).exitCode, IS_COVERED ? 143 : 42);
  });

  subject.itWith('kill', 'kills a worker that is stuck in a loop', async () => {
    using stage = new Stage();
    await using line = new Line(subject.kind);
    await line.start();
    line.run(noteAndSpin, [[1, [stage.log]]]);
    await stage.reaches(1);

    line.channel.kill();
    const { pid, exitCode, signal } = await line.channel.closed;

    assert.equal(exitCode === null, signal !== null);
    if (subject.kind === 'process') assert.deepEqual([signal, isAlive(pid)], ['SIGKILL', false]);
  });

  subject.it('kills a worker that is still starting', async () => {
    const line = new Line(subject.kind);

    await line[Symbol.asyncDispose]();

    assert.deepEqual(line.messages, []);
  });

  subject.itWith(
    'death',
    'kills a worker at any moment of its start, and leaves no file open',
    async () => {
      for (let turns = 500; turns < 50_000; turns *= 1.2) {
        await using line = new Line(subject.kind);
        for (let i = 0; i < turns; i += 1) await new Promise((resolve) => setImmediate(resolve));
        line.channel.kill();
        const { workerId } = await line.channel.closed;
        assert.equal(workerId, 7);
      }
    },
  );

  subject.it('lets kill and end be repeated, and come after the end', async () => {
    await using line = new Line(subject.kind);
    await line.start();

    line.channel.end();
    line.channel.kill();
    line.channel.kill();
    await line.channel.closed;
    line.channel.end();
    line.channel.kill();

    assert.equal((await line.channel.closed).workerId, 7);
  });

  subject.it('does nothing with a message that is sent after the end', async () => {
    await using line = new Line(subject.kind);
    await line.start();
    line.channel.kill();
    await line.channel.closed;
    const before = line.messages.length;

    line.channel.send({ kind: 'stop' });
    line.channel.send({ kind: 'drop', chunkIds: [1] });

    assert.equal(line.messages.length, before);
  });

  subject.itWith('death', 'settles `closed` only when nothing more can arrive', async () => {
    await using line = new Line(subject.kind);
    await line.start();
    const ids = Array.from({ length: 50 }, (_, i) => i + 1);
    let messagesAtEnd = -1;
    void line.channel.closed.then(() => {
      messagesAtEnd = line.messages.length;
    });

    line.run(
      exitAtFifty,
      ids.map((id) => [id, [id]] as const),
    );
    const { exitCode } = await line.channel.closed;

    assert.deepEqual([exitCode, line.doneIds], [3, ids.slice(0, -1)]);
    assert.equal(messagesAtEnd, line.messages.length);
  });

  subject.itWith(
    'process',
    'delivers what the worker had sent, though it was gone when more was sent to it',
    async () => {
      await using line = new Line(subject.kind);
      await line.start();

      line.run(exitAtFifty, [
        [1, [1]],
        [2, [50]],
      ]);
      while (!hasClosedAll(line.channel.pid)); // without a turn of the event loop: nothing is read
      line.channel.send({ kind: 'drop', chunkIds: [2] });
      line.channel.send({ kind: 'drop', chunkIds: [2] });
      await line.channel.closed;

      assert.deepEqual(line.doneIds, [1]);
    },
  );

  subject.itWith('death', 'delivers what the worker said it died of', async () => {
    await using line = new Line(subject.kind);
    await line.start();

    line.run(throwOutside, [[1, ['the reason']]]);
    await line.channel.closed;

    const last = line.messages.at(-1);
    assert.equal(last?.kind, 'crashed');
    assert.match(JSON.stringify(last), /the reason/);
  });

  subject.itWith('process', 'keeps the end of what the worker wrote to stderr', async () => {
    await using line = new Line(subject.kind);
    await line.start();

    line.run(writeAndExit, [[1, ['out of cheese\n']]]);
    const { lastWords, exitCode } = await line.channel.closed;

    assert.deepEqual([lastWords, exitCode], ['out of cheese\n', 5]);
  });

  subject.itWith(
    'process',
    'never throws for what the worker does: an option that Node refuses is its exit',
    async () => {
      await using line = new Line(subject.kind, { execArgv: ['--no-such-option'] });

      const { exitCode, lastWords } = await line.channel.closed;

      assert.equal(exitCode, 9);
      assert.match(lastWords, /--no-such-option/);
    },
  );

  subject.itWith('process', 'ends a worker that sends bytes which are no messages', async () => {
    await using line = new Line(subject.kind);
    await line.start();

    line.run(writeGarbage, [[1, [4]]]);
    const { signal, cause } = await line.channel.closed;

    assert.equal(signal, 'SIGKILL');
    assert.equal((cause as { code?: unknown }).code, 'ERR_POOL_PROTOCOL');
  });

  subject.itWith('process', 'is not disturbed by a task that speaks Node’s own IPC', async () => {
    await using line = new Line(subject.kind);
    await line.start();

    line.run(() => process.send?.('hello') ?? 'there is no such channel', [[1, [0]]]);
    await line.done(1);

    assert.deepEqual(line.values, ['there is no such channel']);
  });
}

/** Whether nothing is open any more in that process: a zombie without threads. Linux only. */
function hasClosedAll(pid: number): boolean {
  return !isAlive(pid) && readdirSync(`/proc/${pid}/task`).length === 1;
}

function noteAndSpin(log: string): void {
  process.getBuiltinModule('node:fs').appendFileSync(log, 'spinning\n');
  for (;;);
}

function exitAtFifty(id: number): number {
  if (id === 50) process.exit(3);
  return id;
}

async function throwOutside(message: string): Promise<void> {
  setTimeout(() => {
    throw new Error(message);
  }, 0);
  await new Promise(() => {});
}

function writeAndExit(text: string): void {
  process.getBuiltinModule('node:fs').writeSync(2, text);
  process.exit(5);
}

async function writeGarbage(fd: number): Promise<void> {
  process.getBuiltinModule('node:fs').writeSync(fd, 'this is no frame of ours at all');
  await new Promise(() => {});
}
