/** The contract of Channel and Tickets, clause by clause (`src/core/transport/transport.ts`, `src/core/tickets/tickets.ts`). */
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { Subject, type TransportUnderTest } from '../../conformance/subject.ts';
import { failOnLeaks } from '../../leaks.ts';
import { channelEnds } from './channel-ends.ts';
import { Line } from './line.ts';
import { ticketClauses } from './ticket-clauses.ts';
import { firstValue } from '#dist/core/wire/chunk-result.js';

/** Runs the suite over one transport. */
export function channelSuite(transport: TransportUnderTest): void {
  const subject = new Subject(transport);
  describe(`Channel over ${transport.kind}`, () => {
    failOnLeaks();
    describe('messages', () => channelMessages(subject));
    describe('the end', () => channelEnds(subject));
    describe('tickets', () => ticketClauses(subject));
  });
}

const double = (x: number): number => 2 * x;

function channelMessages(subject: Subject): void {
  subject.it('opens a worker that answers', async () => {
    await using line = new Line(subject.kind);

    await line.start();
    line.run(double, [[1, [21]]]);
    await line.done(1);

    assert.deepEqual(line.messages[0], { kind: 'ready' });
    const [result] = line.results;
    assert.deepEqual([result?.id, result?.from, line.values, result?.errors], [1, 0, [42], []]);
  });

  subject.it('calls onMessage never before `open` has returned', async () => {
    let isOpen = false;
    const early: boolean[] = [];
    await using line = new Line(subject.kind, { onMessage: () => early.push(!isOpen) });
    isOpen = true;
    const ended = line.channel.closed;

    line.channel.send({
      kind: 'start',
      version: -1,
      workerId: 7,
      depth: 1,
      initializer: null,
      finalizer: null,
      concurrency: 1,
      slot: 0,
      classes: [],
      reportMemory: false,
      entry: '',
    });
    await ended;

    assert.deepEqual(early, [false]);
  });

  subject.it('delivers messages in order, each once, in both directions', async () => {
    await using line = new Line(subject.kind);
    await line.start();
    const ids = Array.from({ length: 500 }, (_, i) => i + 1);

    for (const id of ids) line.run(double, [[id, [id]]]);
    await line.done(ids.length);

    assert.deepEqual(line.doneIds, ids);
    assert.deepEqual(line.results.map(firstValue), ids.map(double));
  });

  subject.it('delivers a message that is much larger than any buffer on the way', async () => {
    await using line = new Line(subject.kind);
    await line.start();
    const text = 'x'.repeat(3_000_000);

    line.run((value: string) => value, [[1, [text]]]);
    await line.done(1);

    assert.equal(line.values[0], text);
  });

  subject.it(
    'throws at once for a message that cannot be encoded, of which then nothing was sent',
    async () => {
      await using line = new Line(subject.kind);
      await line.start();

      assert.throws(
        () =>
          line.sendBodies(double, [
            [1, [1]],
            [2, [() => {}]],
          ]),
        { message: /could not be cloned/ },
      );
      line.run(double, [[3, [3]]]);
      await line.done(1);

      assert.deepEqual(line.doneIds, [3]);
    },
  );

  subject.it(
    'moves what is to be transferred where there is a way to, and copies it elsewhere',
    async () => {
      await using line = new Line(subject.kind);
      await line.start();
      const buffer = new ArrayBuffer(64);

      line.channel.tickets.issue([1]);
      line.sendBodies((b: ArrayBuffer) => b.byteLength, [[1, [buffer]]], [buffer]);
      await line.done(1);

      assert.equal(line.values[0], 64);
      assert.equal(buffer.byteLength, subject.kind === 'process' ? 64 : 0);
    },
  );

  subject.it('copies the rest: what the sender does to it afterwards is not seen', async () => {
    await using line = new Line(subject.kind);
    await line.start();
    const list = [1, 2, 3];

    line.run((values: number[]) => values.join(), [[1, [list]]]);
    list.push(4);
    await line.done(1);

    assert.equal(line.values[0], '1,2,3');
  });

  subject.itWith('isolation', 'merges the environment over that of the program', async () => {
    await using line = new Line(subject.kind, { env: { MANYHANDS_LINE: 'mine', PATH: undefined } });
    await line.start();

    line.run((name: string) => process.env[name], [[1, ['MANYHANDS_LINE', 'PATH', 'HOME']]]);
    await line.done(1);

    assert.deepEqual(line.values, ['mine', undefined, process.env['HOME']]);
  });

  subject.itWith(
    'isolation',
    'starts the worker with the Node options it was given, and no others',
    async () => {
      await using line = new Line(subject.kind, { execArgv: ['--throw-deprecation'] });
      await line.start();

      line.run(() => process.execArgv, [[1, [0]]]);
      await line.done(1);

      assert.deepEqual(line.values, [['--throw-deprecation']]);
    },
  );

  subject.itWith('isolation', 'limits the heap of the worker', async () => {
    await using line = new Line(subject.kind, { resourceLimits: { maxOldGenerationSizeMb: 100 } });
    await line.start();

    line.run(
      () => process.getBuiltinModule('node:v8').getHeapStatistics().heap_size_limit,
      [[1, [0]]],
    );
    await line.done(1);

    const limit = Number(line.values[0]) / (1 << 20);
    // The young generation counts as well: 48 MB on Node 20, 192 on Node 24. Without a limit it is thousands.
    assert.ok(limit >= 100 && limit < 300, `${limit} MB`);
  });

  subject.it('says where the worker runs', async () => {
    await using line = new Line(subject.kind);
    await line.start();

    line.run(
      () => [process.pid, process.getBuiltinModule('node:worker_threads').threadId],
      [[1, [0]]],
    );
    await line.done(1);

    const { pid, threadId } = line.channel;
    assert.deepEqual(line.values[0], [pid, threadId ?? 0]);
    assert.equal(pid === process.pid, subject.kind !== 'process');
    assert.equal(threadId !== undefined, subject.kind === 'thread');
  });
}
