/** Tickets across a line: whoever takes one has it alone, the worker to run the chunk or the pool to have it back. */
import assert from 'node:assert/strict';
import { Stage } from '../../conformance/stage.ts';
import type { Subject } from '../../conformance/subject.ts';
import { Line } from './line.ts';

export function ticketClauses(subject: Subject): void {
  subject.it('lets the worker start chunks in the order of their tickets', async () => {
    await using line = new Line(subject.kind);
    await line.start();

    line.channel.tickets.issue([3, 1, 2]);
    line.sendBodies(identity, [
      [1, ['one']],
      [2, ['two']],
      [3, ['three']],
    ]);
    await line.done(3);

    assert.deepEqual(line.doneIds, [3, 1, 2]);
  });

  subject.it('starts no chunk without a ticket', async () => {
    await using line = new Line(subject.kind);
    await line.start();

    line.sendBodies(identity, [[1, ['no ticket']]]);
    line.run(identity, [[2, ['ticket']]]);
    await line.done(1);

    assert.deepEqual(line.doneIds, [2]);
  });

  subject.it('starts no chunk whose ticket was taken back', async () => {
    using stage = new Stage();
    await using line = new Line(subject.kind);
    await line.start();
    line.run(noteAndWait, [
      [1, [[stage.log, stage.gate]]],
      [2, [[stage.log, stage.gate]]],
      [3, [[stage.log, stage.gate]]],
    ]);
    await stage.reaches(1);

    const taken = line.channel.tickets.takeBack(Number.MAX_SAFE_INTEGER);
    line.channel.send({ kind: 'drop', chunkIds: taken });
    stage.open();
    line.run(identity, [[4, ['after']]]);
    await line.done(2);

    assert.deepEqual(taken, [2, 3]);
    assert.deepEqual(line.doneIds, [1, 4]);
    assert.equal(stage.lines.length, 1);
  });

  subject.it('takes back at most as many as asked for, the next to run first', async () => {
    await using line = new Line(subject.kind);
    const { tickets } = line.channel;
    tickets.issue([10, 11, 12, 13]);

    assert.deepEqual(tickets.takeBack(0), []);
    assert.deepEqual(tickets.takeBack(1), [10]);
    assert.deepEqual(tickets.takeBack(2), [11, 12]);
    assert.deepEqual(tickets.takeBack(99), [13]);
    assert.deepEqual(tickets.takeBack(99), []);
  });

  subject.it('lets a ticket be issued again for a body that the worker has', async () => {
    using stage = new Stage();
    await using line = new Line(subject.kind);
    await line.start();
    line.run(noteAndWait, [
      [1, [[stage.log, stage.gate]]],
      [2, [[stage.log, stage.gate]]],
    ]);
    await stage.reaches(1);

    line.channel.tickets.issue(line.channel.tickets.takeBack(1));
    line.channel.send({ kind: 'run', chunks: [] });
    stage.open();
    await line.done(2);

    assert.deepEqual(line.doneIds, [1, 2]);
  });

  subject.it('holds as many tickets as its capacity says', async () => {
    await using line = new Line(subject.kind);
    const { tickets } = line.channel;
    const ids = Array.from({ length: tickets.capacity }, (_, i) => i + 1);

    tickets.issue(ids);

    assert.deepEqual(tickets.takeBack(Number.MAX_SAFE_INTEGER), ids);
  });

  subject.it('carries ids of 32 bits', async () => {
    await using line = new Line(subject.kind);
    await line.start();
    const ids = [1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

    line.run(
      identity,
      ids.map((id) => [id, [id]] as const),
    );
    await line.done(ids.length);

    assert.deepEqual(line.doneIds, ids);
  });

  subject.itWith(
    'death',
    'leaves, after a death, the tickets of what had not started',
    async () => {
      await using line = new Line(subject.kind);
      await line.start();

      line.run(
        exitAtThree,
        [1, 2, 3, 4, 5].map((id) => [id, [id]] as const),
      );
      await line.channel.closed;

      assert.deepEqual(line.doneIds, [1, 2]);
      assert.deepEqual(line.channel.tickets.takeBack(Number.MAX_SAFE_INTEGER), [4, 5]);
    },
  );

  subject.it('gives each ticket to exactly one side while both take', async () => {
    await using line = new Line(subject.kind);
    await line.start();
    const ids = Array.from({ length: 1000 }, (_, i) => i + 1);
    const back: number[] = [];
    line.run(
      identity,
      ids.map((id) => [id, [id]] as const),
    );

    while (line.doneIds.length + back.length < ids.length) {
      const taken = line.channel.tickets.takeBack(3);
      back.push(...taken);
      await new Promise((resolve) => setImmediate(resolve));
    }

    assert.deepEqual(
      [...line.doneIds, ...back].sort((a, b) => a - b),
      ids,
    );
  });
}

function identity<T>(value: T): T {
  return value;
}

async function noteAndWait([log, gate]: readonly [string, string]): Promise<void> {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, 'begun\n');
  while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
}

function exitAtThree(id: number): number {
  if (id === 3) process.exit(1);
  return id;
}
