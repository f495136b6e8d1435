import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { Stage, terminateAll } from './scheduler-stage.js';
import { sentTo, start, turn, work } from './stage.js';

afterEach(terminateAll);

/** The items that the worker would start next, in order. */
function waitingIn(stage: Stage, worker: number): unknown[] {
  const channel = stage.worker(worker);
  const given = channel.sent.flatMap((message) => (message.kind === 'run' ? message.chunks : []));
  return channel.tickets.waiting.map((id) => {
    const [items]: unknown[] = Array.from(given.find((chunk) => chunk.id === id)?.items ?? []);
    return Array.isArray(items) ? items[0] : items;
  });
}

/** A worker that has proved quick is given many at once. */
async function quickWorkers(workers: number): Promise<Stage> {
  const stage = new Stage({ workers });
  stage.map(['warm'], { size: 1 });
  await stage.ready(1);
  work(stage.worker(1), 0.01);
  await turn();
  return stage;
}

describe('Priority among what workers have in hand', () => {
  it('takes back what is lower when something higher comes', async () => {
    const stage = await quickWorkers(1);
    stage.map(['a', 'b', 'c']);
    await turn();
    start(stage.worker(1));
    assert.deepEqual(waitingIn(stage, 1), ['b', 'c']);

    stage.apply('high', { priority: 1 });
    await turn();

    assert.deepEqual(waitingIn(stage, 1), ['high', 'b', 'c']);
  });

  it('takes back what is higher for a worker that would get something lower', async () => {
    const stage = await quickWorkers(2);
    stage.map(['a', 'h1', 'h2', 'h3'], { size: 1 }, { priority: 1 });
    await turn();
    start(stage.worker(1));
    stage.apply('low');
    await stage.ready(2);

    assert.equal(stage.worker(2).take() === undefined, false);
    const [first] = sentTo(stage.worker(2)).flat(2);
    assert.match(String(first), /^h/);
  });

  it('leaves alone what is of one rank', async () => {
    const stage = await quickWorkers(1);
    stage.map(['a', 'b', 'c'], { size: 1 }, { priority: 1 });
    await turn();
    start(stage.worker(1));
    stage.worker(1).news();

    stage.apply('d', { priority: 1 });
    await turn();

    assert.ok(
      !stage
        .worker(1)
        .news()
        .some((line) => line.startsWith('drop')),
    );
  });
});
