/**
 * The example server under a load that goes on for half a minute, with clients that go away and workers that are killed.
 * Each request gets exactly one answer, none waits for long while the queue is bounded, and memory stays what it is.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import autocannon from 'autocannon';
import sharp from 'sharp';
import { until } from '../until.ts';
import { type Answer, ExampleServer, PAGE } from './example-server.ts';

const LOAD_S = 25;
const WORKERS = 2;
const MAX_QUEUE = 20;
const LINGER_MS = 1500;

const IS_LINUX = process.platform === 'linux';
const skip = IS_LINUX ? false : 'the workers of another process are found in /proc';

describe('The example server', { skip }, () => {
  let server: ExampleServer;
  let image: Buffer;

  before(async () => {
    image = await sharp({
      create: { width: 800, height: 600, channels: 3, background: { r: 200, g: 80, b: 40 } },
    })
      .png()
      .toBuffer();
    server = new ExampleServer({
      workers: WORKERS,
      'max-queue': MAX_QUEUE,
      linger: LINGER_MS,
    });
    await until('the server to listen', () => server.port > 0);
  });

  after(() => server.child.kill('SIGKILL'));

  it('does what it is asked', async () => {
    const page = await server.ask('POST', '/render', { body: '# Hello' });
    const smaller = await server.ask('POST', '/resize?width=100', { body: image });
    const bad = await server.ask('POST', '/resize?width=no', { body: image });
    const broken = await server.ask('POST', '/resize', { body: 'no image' });

    assert.match(page.body, /<h1>Hello<\/h1>/);
    assert.deepEqual(
      [page.status, smaller.status, bad.status, broken.status],
      [200, 200, 400, 500],
    );
    assert.match(smaller.body, /^RIFF....WEBP/s);
    for (const path of ['/health', '/ready'])
      assert.equal((await server.ask('GET', path)).status, 200);
  });

  it('gives each request one answer, in bounded time and memory, whatever happens', async () => {
    const stop = new AbortController();
    const others = Promise.all([
      killing(server, stop.signal),
      goingAway(server, image, stop.signal),
      watching(server, stop.signal),
      counting(server, image, stop.signal),
    ]);
    const load = await autocannon({
      url: `http://127.0.0.1:${server.port}/render`,
      method: 'POST',
      body: PAGE,
      connections: 40,
      duration: LOAD_S,
    });
    stop.abort();
    const [kills, gone, memory, counted] = await others;

    assert.ok(kills > 5 && gone > 50, `${kills} workers were killed, ${gone} clients went away`);
    assert.deepEqual([load.errors, load.timeouts], [0, 0]);
    const answers = load['2xx'] + load.non2xx;
    const underWay = load.requests.sent - answers;
    assert.ok(underWay >= 0 && underWay <= 40, `${underWay} of ${answers} have no answer`);
    assert.ok(load['2xx'] > 100, `${load['2xx']} pages`);
    const shed = Object.keys(load.statusCodeStats ?? {});
    assert.ok(
      shed.every((status) => ['200', '503'].includes(status)),
      `${shed.join()} were answered`,
    );
    assert.ok(load.latency.p99 < 3000, `p99 is ${load.latency.p99} ms`);
    assert.ok(counted.length > 20 && counted.every(({ status }) => [200, 503].includes(status)));
    assertFlat(memory);
  });

  it('is whole afterwards', async () => {
    await until('both workers to be there', () => server.workers().length === WORKERS);
    const { status, ms } = await server.ask('POST', '/render', { body: PAGE });

    assert.equal(status, 200);
    assert.ok(ms < 3000);
    assert.equal(await server.metric('pool_tasks{state="queued"}'), 0);
  });

  it('loses no answer on SIGTERM, under a load that goes on', async () => {
    const codes: number[] = [];
    let isReady = true;
    const client = async (): Promise<void> => {
      while (isReady) codes.push((await server.ask('POST', '/render', { body: PAGE })).status);
    };
    const balancer = async (): Promise<void> => {
      while (isReady) {
        isReady = (await server.ask('GET', '/ready')).status === 200;
        await delay(20);
      }
    };
    const ended = new Promise<number | null>((resolve) => server.child.once('exit', resolve));
    const all = Promise.all([balancer(), ...Array.from({ length: 10 }, client)]);
    await delay(300);

    server.child.kill('SIGTERM');
    await all; // a connection that was reset would have thrown

    assert.equal(await ended, 0);
    assert.ok(codes.length > 10);
    assert.ok(codes.every((code) => code === 200 || code === 503));
    assert.equal(server.errors, '');
  });
});

/** Kills a worker now and then. Returns how many. */
async function killing(server: ExampleServer, signal: AbortSignal): Promise<number> {
  let kills = 0;
  for (; !signal.aborted; await pause(1500, signal)) {
    const [first] = server.workers();
    if (first === undefined) continue;
    process.kill(first, 'SIGKILL');
    kills += 1;
  }
  return kills;
}

/** Clients that do not wait for their answers. Returns how many. */
async function goingAway(
  server: ExampleServer,
  image: Buffer,
  signal: AbortSignal,
): Promise<number> {
  let gone = 0;
  for (; !signal.aborted; await pause(100, signal)) {
    const goAwayMs = gone % 30;
    await server.ask('POST', '/resize?width=300', { body: image, goAwayMs }).catch(() => {});
    gone += 1;
  }
  return gone;
}

/** Clients that wait, one request a connection: each has to get an answer. */
async function counting(
  server: ExampleServer,
  image: Buffer,
  signal: AbortSignal,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (; !signal.aborted; await pause(50, signal))
    answers.push(await server.ask('POST', '/resize?width=300', { body: image }));
  return answers;
}

/** The memory of the server, twice a second, in MB. */
async function watching(server: ExampleServer, signal: AbortSignal): Promise<number[]> {
  const memory: number[] = [];
  for (; !signal.aborted; await pause(500, signal))
    memory.push((await server.metric('process_resident_memory_bytes')) / 1e6);
  return memory;
}

/** The last third is not above the second by more than what a garbage collector leaves lying about. */
function assertFlat(memory: readonly number[]): void {
  const third = Math.floor(memory.length / 3);
  const mean = (list: readonly number[]): number =>
    list.reduce((sum, mb) => sum + mb, 0) / list.length;
  const [before, now] = [mean(memory.slice(third, 2 * third)), mean(memory.slice(2 * third))];
  assert.ok(third > 3 && now < before * 1.25 + 10, `from ${before} to ${now} MB`);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
