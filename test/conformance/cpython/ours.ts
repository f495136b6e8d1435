/** The cases of `record.py`, done with manyhands. Each returns what the recording has under its name. */
import { currentWorker, type Pool } from 'manyhands';
import { RecordingTransport } from '../recording.ts';
import { Stage } from '../stage.ts';
import type { Subject } from '../subject.ts';
import { add, root, square } from '../tasks.ts';

type Outcome = { readonly value: unknown } | { readonly error: string; readonly message: string };

export const OURS: Readonly<Record<string, (subject: Subject) => Promise<unknown>>> = {
  'chunk sizes': async (subject) => {
    const sizes: Record<string, number | undefined> = {};
    for (const [n, workers] of [
      [16, 4],
      [17, 4],
      [33, 4],
      [100, 4],
      [1000, 4],
      [100, 2],
      [16, 1],
      [1, 8],
    ] as const) {
      // A pool cuts before it knows its transport: chunks.ts looks at what is sent over each of them.
      const transport = new RecordingTransport('inline');
      await using pool = subject.pool({ workers, transport });
      await pool.map(square, range(n));
      sizes[`${n}/${workers}`] = transport.chunkSizes[0];
    }
    return sizes;
  },

  results: async (subject) => {
    await using pool = subject.pool(2);
    const [returned] = await pool.map(() => new TypeError('returned'), [1]);
    return {
      apply: await pool.apply(add, [1, 2]),
      map: await pool.map(square, range(10)),
      'map a generator': await pool.map(square, range(5).values()),
      'map a string': await pool.map((text: string) => text.toUpperCase(), 'abc'),
      'map nothing': await pool.map(square, []),
      starmap: await pool.starmap(add, [
        [1, 2],
        [3, 4],
      ]),
      'starmap nothing': await pool.starmap(add, []),
      'map with larger chunks than items': await pool.map(square, range(3), { chunkSize: 10 }),
      'a returned error is a result': returned instanceof TypeError,
    };
  },

  failures: async (subject) => {
    await using pool = subject.pool(1);
    return {
      apply: await attempt(() => pool.apply(root, [-4])),
      'map, first of several': await attempt(() => pool.map(root, [4, -1, -2], { chunkSize: 1 })),
      starmap: await attempt(() => pool.starmap(root, [[9], [-9]])),
      'source of map': await attempt(() => pool.map(square, failingSource(3))),
      'works afterwards': await pool.apply(square, [3]),
    };
  },

  'items run when the first fails': async (subject) => {
    using stage = new Stage();
    await using pool = subject.pool(4);
    await pool.ready();
    await attempt(() =>
      pool.starmap(
        noteAndFailAtZero,
        range(20).map((i) => [stage.log, i] as const),
        { chunkSize: 5 },
      ),
    );
    pool.close();
    await pool.join();
    return stage.lines.length;
  },

  recycling: async (subject) => ({
    '8 in chunks of 2, limit 2': await workersUsed(subject, 2, (pool) =>
      pool.map(worker, range(8), { chunkSize: 2 }),
    ),
    '100 in chunks of 1, limit 10': await workersUsed(subject, 10, (pool) =>
      pool.map(worker, range(100), { chunkSize: 1 }),
    ),
    'six applies, limit 2': await workersUsed(subject, 2, async (pool) => {
      const used: string[] = [];
      for (let i = 0; i < 6; i += 1) used.push(await pool.apply(worker));
      return used;
    }),
  }),

  states: async (subject) => {
    const outcomes: Record<string, unknown> = {};
    for (const steps of [
      '',
      'close',
      'terminate',
      'close close',
      'close terminate',
      'terminate close',
      'terminate terminate',
    ]) {
      const pool = subject.pool({ workers: 1, transport: 'inline' }); // lifecycle.ts has real ones
      for (const step of steps.split(' ').filter(Boolean) as ('close' | 'terminate')[])
        await pool[step]();
      outcomes[steps || 'nothing'] = {
        apply: await attempt(() => pool.apply(square, [2])),
        map: await attempt(() => pool.map(square, [2])),
        'map, bad arguments too':
          steps === ''
            ? null
            : await attempt(() =>
                pool.map(null as never, 17 as never, { chunkSize: 'x' as 'auto' }),
              ),
        join: await attempt(() => pool.join()),
      };
      await pool.terminate();
    }
    return outcomes;
  },

  options: async (subject) => ({
    '0 workers': await attempt(() => subject.pool(0)),
    '-1 workers': await attempt(() => subject.pool(-1)),
    '0 tasks per child': await attempt(() => subject.pool({ workers: 1, maxTasksPerChild: 0 })),
    '-1 tasks per child': await attempt(() => subject.pool({ workers: 1, maxTasksPerChild: -1 })),
    'initializer no callable': await attempt(() =>
      subject.pool({ workers: 1, initializer: 5 as never }),
    ),
  }),

  'async results': async (subject) => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const result = pool.applyAsync(waitFor, [stage.gate]);
    const first = {
      'ready at first': result.ready(),
      'successful at first': errorOf(await attempt(() => result.successful())),
      'get(0)': errorOf(await attempt(() => result.get(0))),
      'get(-1)': errorOf(await attempt(() => result.get(-1))),
      'wait(0)': (await result.wait(0)) ?? null,
    };
    stage.open();
    const then = { get: await result.get(), 'get again': await result.get() };
    const last = { 'ready at last': result.ready(), 'successful at last': result.successful() };
    const failed = pool.applyAsync(root, [-1]);
    await failed.wait();
    const errors = await Promise.all([
      failed.get().catch((e: unknown) => e),
      failed.get().catch((e: unknown) => e),
    ]);
    const empty = pool.mapAsync(square, []);
    return {
      ...first,
      ...then,
      ...last,
      'successful after a failure': failed.successful(),
      'the same error each time': errors[0] === errors[1],
      'empty: ready, successful, value': [empty.ready(), empty.successful(), await empty.get()],
    };
  },

  callbacks: async (subject) => {
    await using pool = subject.pool(1);
    const events: unknown[] = [];
    const readyInside: boolean[] = [];
    const looked = pool.applyAsync(square, [2], {
      callback: (): unknown => readyInside.push(looked.ready()),
    });
    await looked.wait();
    await pool.applyAsync(square, [3], { callback: (v) => events.push(['callback', v]) }).wait();
    await pool
      .mapAsync(square, range(3), { callback: (v) => events.push(['map callback', v]) })
      .wait();
    await pool
      .mapAsync(root, [4, -1, -2], {
        chunkSize: 1,
        callback: () => events.push('wrong'),
        errorCallback: (e) => events.push(['error callback', (e as Error).message]),
      })
      .wait();
    await pool.mapAsync(square, [], { callback: () => events.push('wrong') }).wait();
    return { events, 'ready inside': readyInside };
  },
};

async function attempt(call: () => unknown): Promise<Outcome> {
  try {
    return { value: (await call()) ?? null };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: name, message };
  }
}

function errorOf(outcome: Outcome): string | undefined {
  return 'error' in outcome ? outcome.error : undefined;
}

async function workersUsed(
  subject: Subject,
  maxTasksPerChild: number,
  use: (pool: Pool) => Promise<string[]>,
): Promise<number> {
  await using pool = subject.pool({ workers: 1, maxTasksPerChild });
  return new Set(await use(pool)).size;
}

function worker(): string {
  return String(currentWorker()?.id);
}

async function waitFor(gate: string): Promise<string> {
  const { existsSync } = process.getBuiltinModule('node:fs');
  while (!existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
  return 'late';
}

/** Fails when the other three chunks have begun. */
async function noteAndFailAtZero(log: string, i: number): Promise<void> {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, `${i}\n`);
  if (i !== 0) return;
  const begun = (): string[] => fs.readFileSync(log, 'utf8').split('\n');
  while (![5, 10, 15].every((first) => begun().includes(`${first}`)))
    await new Promise((resolve) => setTimeout(resolve, 2));
  throw new Error('item 0');
}

function* failingSource(good: number): Generator<number> {
  yield* range(good);
  throw new Error('source');
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
