/**
 * No code of the caller's in the scheduler: whatever is passed to whichever public function, wherever in its arguments, and
 * however it defends itself, the call settles, with an error that says so, and the pool goes on.
 *
 * A trap that throws where nobody catches it would end the program, and so this file.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { OptionError, Pool } from 'manyhands';
import { exported } from './hostile/packages.ts';
import { type Options, placesOf, settled } from './hostile/places.ts';
import { type Call, OPTIONS, SURFACE } from './hostile/surface.ts';
import { Looks, Sprung, TRAPS } from './hostile/traps.ts';
import { UNTRIED } from './hostile/untried.ts';

/** An alarm against deadlocks, not a measure. */
const ALARM = { timeout: 60_000 };
/** A thread or a process differs in what it is sent, and in nothing else. */
const SENT = TRAPS.filter(({ name }) =>
  /^an? (Proxy of an object|error|subclass|object)/.test(name),
);
/** Each would start a worker. */
const FEW = TRAPS.slice(0, 1);

describe('What the packages export', () => {
  it('is tried with hostile values, or there is a reason not to', () => {
    const names = new Set(exported());
    const known = [...SURFACE.keys(), ...UNTRIED.keys()];
    const unknown = [...names].filter((name) => !known.includes(name));

    assert.deepEqual(unknown, [], 'test/faults/hostile/surface.ts has to know them');
  });
});

for (const kind of ['inline', 'thread', 'process'] as const) {
  describe(`A call settles, and harms no other, with a hostile value anywhere in it: ${kind}`, () => {
    let pool: Pool;
    before(() => {
      pool = new Pool({ workers: 1, transport: kind });
    });
    after(async () => await pool.terminate());

    for (const [name, call] of SURFACE) {
      if (kind !== 'inline' && !name.startsWith('Pool.')) continue;
      it(name, ALARM, async () => {
        const failures = await harm(call, pool, kind !== 'inline');

        assert.deepEqual(failures, []);
        assert.equal(await pool.apply((x: number) => 2 * x, [21]), 42);
      });
    }
  });
}

describe('An option is read once, in the call', () => {
  let pool: Pool;
  before(() => {
    pool = new Pool({ workers: 1, transport: 'inline' });
  });
  after(async () => await pool.terminate());

  for (const [name, call] of SURFACE) {
    if (!call.args.includes(OPTIONS)) continue;
    it(name, ALARM, async () => {
      const { names, base } = await optionsOf(call, pool);
      for (const option of names.filter((each) => !(each in base))) {
        let reads = 0;
        const options = Object.defineProperty({ ...base }, option, {
          enumerable: true,
          get: () => void (reads += 1),
        });

        await attempt(
          call,
          call.args.map((arg) => (arg === OPTIONS ? options : arg)),
          pool,
        );

        assert.equal(reads, 1, `${option} of ${name}`);
      }
    });
  }
});

/** Tries all of it; `isSent`: only what makes a difference where it is sent. Returns what was wrong. */
async function harm(call: Call, pool: Pool, isSent: boolean): Promise<string[]> {
  const traps = isSent ? SENT : call.isHeavy === true ? FEW : TRAPS;
  const failures: string[] = [];
  const all = await optionsOf(call, pool);
  const options = isSent ? { ...all, names: [] } : all;
  for (const trap of traps) {
    const hostile = trap.make(new Looks());
    for (const { where, make } of placesOf(call.args, options, hostile)) {
      const wrong = whyWrong(await attempt(call, make(), pool), hostile);
      if (wrong !== undefined) failures.push(`${trap.name} as ${where}: ${wrong}`);
    }
  }
  return failures;
}

/** What a call throws or rejects with; wrapped, because promises look at what they resolve to. */
interface Attempt {
  readonly error: unknown;
}

async function attempt(call: Call, args: readonly unknown[], pool: Pool): Promise<Attempt> {
  try {
    await settled(call.with(args, pool));
    return { error: undefined };
  } catch (error) {
    return { error };
  }
}

/** The options that a call takes, as its own error names them. */
async function optionsOf(call: Call, pool: Pool): Promise<Options> {
  const { args, base = {} } = call;
  if (!args.includes(OPTIONS)) return { names: [], base };
  const wrong = args.map((arg) => (arg === OPTIONS ? { ...base, unknownOption: 1 } : arg));
  const { error } = await attempt(call, wrong, pool);
  assert.ok(error instanceof OptionError, String(error));
  const names = /allowed are ([\w, ]+)/.exec(error.message)?.[1]?.split(', ') ?? [];
  assert.ok(names.length > 0, error.message);
  return { names, base };
}

/** What comes is the caller's own, or an error that was made to be read. */
function whyWrong({ error }: Attempt, hostile: unknown): string | undefined {
  if (error === undefined || error === hostile || error instanceof Sprung) return undefined;
  if (!(error instanceof Error)) return undefined; // thrown in the worker, and what crossed of it
  const { code, message, stack } = error as NodeJS.ErrnoException; // made by somebody who can be trusted
  if (code === 'ERR_POOL_INVARIANT' || code === 'ERR_POOL_PROTOCOL') return stack;
  if (code?.startsWith('ERR_POOL_') === true) return undefined;
  return EXPECTED.test(message) ? undefined : String(stack);
}

/** What the language says of iterators that are none, and a stream of what is no error; `fold` does not wait. */
const EXPECTED =
  /not iterable|Spread syntax|this item has none|^iterator\.next is not|^undefined is not a|^a task threw|returned a promise|has to (be|return)/;
