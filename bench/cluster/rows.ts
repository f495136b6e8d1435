/** What is measured, one function a row. Each starts a rig of its own and ends it. */
import { setTimeout as delay } from 'node:timers/promises';
import { cpuMsOf } from '../../test/cluster/nats-server.ts';
import type { Contestant, Rig, RigOptions } from './rig.ts';

/** Figures by what they are of, in the order in which they are shown. */
export type Figures = Readonly<Record<string, string>>;

export interface Row {
  readonly name: string;
  readonly what: string;
  measure(contestant: Contestant): Promise<Figures>;
}

const ONE_HOST: RigOptions = { hosts: 1, processes: 1, slots: 16, visibilityMs: 15_000 };

export const ROWS: readonly Row[] = [
  {
    name: 'round-trip',
    what: '3,000 chunks of 100 bytes, one after the other',
    measure: (contestant) => on(contestant, ONE_HOST, roundTrip),
  },
  {
    name: 'tiny',
    what: '20,000 chunks of 100 bytes, 64 under way, one host with 16 slots',
    measure: (contestant) => on(contestant, ONE_HOST, (rig) => flood(rig, 20_000, 100)),
  },
  {
    name: 'mebibyte',
    what: '200 chunks of 1 MiB and as much back, 16 under way',
    measure: (contestant) => on(contestant, ONE_HOST, (rig) => volume(rig, 200)),
  },
  {
    name: 'hosts',
    what: '100 hosts with 4 slots each in 4 processes: 20,000 chunks of 100 bytes, 800 under way, and then idle',
    measure: (contestant) =>
      on(contestant, { hosts: 100, processes: 4, slots: 4, visibilityMs: 15_000 }, async (rig) => ({
        ...(await flood(rig, 20_000, 800)),
        ...(await idle(rig)),
      })),
  },
  {
    name: 'redelivery',
    what: 'a host is killed -9 with a chunk in hand, which may be silent for 5 s: until another has run it',
    measure: (contestant) =>
      on(contestant, { hosts: 2, processes: 2, slots: 1, visibilityMs: 5000 }, redelivery),
  },
  {
    name: 'cancel',
    what: '10,000 of 20,000 queued chunks are dropped',
    measure: (contestant) =>
      on(contestant, { ...ONE_HOST, slots: 1 }, async (rig) => ({
        'until all were dropped': `${(await rig.cancelHalf(20_000)).toFixed(0)} ms`,
      })),
  },
];

async function on(
  contestant: Contestant,
  options: RigOptions,
  measure: (rig: Rig) => Promise<Figures>,
): Promise<Figures> {
  await using rig = await contestant.start(options);
  return await measure(rig);
}

async function roundTrip(rig: Rig): Promise<Figures> {
  const times: number[] = [];
  const body = new Uint8Array(100);
  for (let i = 0; i < 3300; i += 1) {
    const startedAtMs = performance.now();
    await rig.call(body);
    if (i >= 300) times.push(performance.now() - startedAtMs);
  }
  times.sort((a, b) => a - b);
  const at = (part: number): string =>
    `${(times[Math.floor(times.length * part)] ?? 0).toFixed(2)} ms`;
  return { p50: at(0.5), p99: at(0.99) };
}

async function flood(rig: Rig, count: number, underWay: number): Promise<Figures> {
  await inParallel(1000, underWay, () => rig.call(new Uint8Array(100)));
  const before = cpuOf(rig);
  const startedAtMs = performance.now();
  await inParallel(count, underWay, () => rig.call(new Uint8Array(100)));
  const seconds = (performance.now() - startedAtMs) / 1000;
  const after = cpuOf(rig);
  const micros = (who: keyof Cpu): string =>
    `${(((after[who] - before[who]) * 1000) / count).toFixed(0)} µs`;
  return {
    'chunks/s': Math.round(count / seconds).toLocaleString('en'),
    'CPU a chunk, server': micros('server'),
    submitter: micros('submitter'),
    hosts: micros('hosts'),
  };
}

async function volume(rig: Rig, count: number): Promise<Figures> {
  const body = new Uint8Array(1024 ** 2).fill(7);
  const startedAtMs = performance.now();
  await inParallel(count, 16, async () => {
    const back = await rig.call(body);
    if (back.byteLength !== body.byteLength) throw new Error('a body came back changed');
  });
  const seconds = (performance.now() - startedAtMs) / 1000;
  return { 'each way': `${((count * body.byteLength) / 1e6 / seconds).toFixed(0)} MB/s` };
}

async function idle(rig: Rig): Promise<Figures> {
  await delay(1000);
  const before = cpuOf(rig);
  await delay(IDLE_MS);
  const after = cpuOf(rig);
  return {
    'idle, server': `${(((after.server - before.server) / IDLE_MS) * 1000).toFixed(1)} ms/s`,
    'idle, hosts': `${(((after.hosts - before.hosts) / IDLE_MS) * 1000).toFixed(1)} ms/s`,
  };
}

async function redelivery(rig: Rig): Promise<Figures> {
  await rig.call(new Uint8Array(100));
  rig.holdNext();
  const startedAtMs = performance.now();
  const run = rig.call(new Uint8Array(100));
  await rig.killHolder();
  await run;
  return { 'until it had run': `${((performance.now() - startedAtMs) / 1000).toFixed(1)} s` };
}

interface Cpu {
  readonly server: number;
  readonly submitter: number;
  readonly hosts: number;
}

function cpuOf(rig: Rig): Cpu {
  const { user, system } = process.cpuUsage();
  return {
    server: cpuMsOf(rig.serverPid),
    submitter: (user + system) / 1000,
    hosts: rig.hostPids.reduce((sum, pid) => sum + cpuMsOf(pid), 0),
  };
}

async function inParallel(
  count: number,
  underWay: number,
  call: () => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const publisher = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: underWay }, publisher));
}

const IDLE_MS = 10_000;
