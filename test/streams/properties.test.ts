/**
 * Whatever is mixed (sizes, kinds of sources, items that fail or take their worker with them, a source
 * that breaks, readers who leave, calls that are cancelled): each item has exactly one outcome, order
 * holds, the source is never read further than it may be, and the pool works on.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Pool, type ResultIterator, WorkerLostError } from 'manyhands';
import { fc } from '../property.ts';
import { Lead } from './observed.ts';

/** What an item has its task do. */
type Fate = 'return' | 'return later' | 'throw' | 'exit';

interface Scenario {
  readonly fates: readonly Fate[];
  readonly method: 'imap' | 'imapUnordered';
  readonly source: 'watch' | 'watchLater';
  readonly chunkSize: number | 'auto';
  readonly bufferSize: number;
  readonly readers: number;
  readonly retries: number;
  /** The source throws instead of giving the item at this position. */
  readonly breaksAt: number | undefined;
  /** After so many outcomes the reader leaves, or the call is cancelled. */
  readonly ending: { readonly how: 'return' | 'abort'; readonly after: number } | undefined;
}

const BROKEN = new Error('the source broke');
const REASON = new Error('cancelled');

/** Few deaths: each costs the start of a worker. */
const FATE = fc.oneof(
  { weight: 20, arbitrary: fc.constant<Fate>('return') },
  { weight: 5, arbitrary: fc.constant<Fate>('return later') },
  { weight: 5, arbitrary: fc.constant<Fate>('throw') },
  { weight: 1, arbitrary: fc.constant<Fate>('exit') },
);

const SCENARIO: fc.Arbitrary<Scenario> = fc.record({
  fates: fc.array(FATE, { maxLength: 30 }),
  method: fc.constantFrom('imap', 'imapUnordered'),
  source: fc.constantFrom('watch', 'watchLater'),
  chunkSize: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant('auto' as const)),
  bufferSize: fc.integer({ min: 1, max: 12 }),
  readers: fc.integer({ min: 1, max: 3 }),
  retries: fc.integer({ min: 0, max: 1 }),
  breaksAt: fc.option(fc.nat(30), { nil: undefined, freq: 3 }),
  ending: fc.option(fc.record({ how: fc.constantFrom('return', 'abort'), after: fc.nat(20) }), {
    nil: undefined,
    freq: 2,
  }),
});

/** Few, because each may start workers; other seeds come with every run. */
const LIMITS = { numRuns: 60, interruptAfterTimeLimit: 12_000 };

for (const transport of ['process', 'thread'] as const) {
  describe(`random streams over ${transport}`, () => {
    const pool = new Pool({ workers: 2, transport });
    after(async () => await pool.terminate());

    it('give each item one outcome, in order, and read no further than they may', {
      timeout: 120_000,
    }, async () => {
      await fc.assert(
        fc.asyncProperty(SCENARIO, async (scenario) => {
          const { outcomes, lead } = await play(pool, scenario);

          assertOutcomes(scenario, outcomes);
          assert.ok(lead.excess <= 0, `${lead.excess} items too far`);
          assert.equal(await pool.apply(obey, [{ n: 1, fate: 'return' }]), 1);
        }),
        LIMITS,
      );
    });
  });
}

interface Play {
  readonly outcomes: readonly unknown[];
  readonly lead: Lead;
}

/** Reads with all readers at once until all of them have ended. */
async function play(pool: Pool, scenario: Scenario): Promise<Play> {
  const { method, source, chunkSize, bufferSize, retries, readers } = scenario;
  const lead = new Lead(bufferSize);
  const controller = new AbortController();
  const items = lead[source](itemsOf(scenario));
  const options = { chunkSize, bufferSize, retries, signal: controller.signal };
  const results = pool[method](obey, items, options);
  const outcomes: unknown[] = [];
  const note = async (outcome: unknown): Promise<void> => {
    outcomes.push(outcome);
    if (outcomes.length !== scenario.ending?.after) return;
    if (scenario.ending.how === 'abort') controller.abort(REASON);
    else await results.return();
  };
  await Promise.all(Array.from({ length: readers }, async () => await read(lead, results, note)));
  assert.deepEqual(await results.next(), { done: true, value: undefined });
  return { outcomes, lead };
}

async function read(
  lead: Lead,
  results: ResultIterator<number>,
  note: (outcome: unknown) => Promise<void>,
): Promise<void> {
  for (;;) {
    try {
      const { done, value } = await lead.next(results);
      if (done === true) return;
      await note(value);
    } catch (error) {
      await note(error);
    }
  }
}

interface Item {
  readonly n: number;
  readonly fate: Fate;
}

function* itemsOf({ fates, breaksAt }: Scenario): Generator<Item> {
  for (const [n, fate] of fates.entries()) {
    if (n === breaksAt) throw BROKEN;
    yield { n, fate };
  }
}

async function obey({ n, fate }: Item): Promise<number> {
  if (fate === 'exit') process.exit(9);
  if (fate === 'throw') throw new RangeError(`item ${n}`);
  if (fate === 'return later') await new Promise((resolve) => setImmediate(resolve));
  return n;
}

function assertOutcomes(scenario: Scenario, outcomes: readonly unknown[]): void {
  const { fates, breaksAt = fates.length, ending, method, readers } = scenario;
  const given = fates.slice(0, breaksAt);
  const ofItems = outcomes.filter((outcome) => outcome !== BROKEN && outcome !== REASON);
  const isCut = ending !== undefined && outcomes.length >= ending.after && ending.after > 0;

  if (isCut) assert.ok(ofItems.length <= given.length, 'outcomes that no item has');
  else assert.equal(ofItems.length, given.length, 'an item without an outcome');
  if (breaksAt < fates.length && !isCut) assert.equal(outcomes.at(-1), BROKEN);
  assertDistinct(ofItems);
  if (method === 'imap' && readers === 1) {
    for (const [n, outcome] of ofItems.entries()) assertFits(scenario, n, outcome);
  } else {
    for (const outcome of ofItems) assertIsSomebodys(given, outcome);
  }
}

/** What an item says of itself it says once. */
function assertDistinct(outcomes: readonly unknown[]): void {
  const named = outcomes
    .filter((outcome) => !(outcome instanceof WorkerLostError))
    .map((outcome) => (outcome instanceof RangeError ? outcome.message : outcome));
  assert.equal(new Set(named).size, named.length, 'an outcome came twice');
}

/** The outcome of the item at `n`: its own, or its worker's death. */
function assertFits(scenario: Scenario, n: number, outcome: unknown): void {
  if (outcome instanceof WorkerLostError) {
    assert.ok(wasNearDeath(scenario, n), `item ${n} was lost though nobody near it exits`);
    return;
  }
  const fate = scenario.fates[n];
  if (fate === 'throw') assert.equal((outcome as Error).message, `item ${n}`);
  else assert.equal(outcome, n);
  assert.notEqual(fate, 'exit');
}

/** Whether an item that exits can have been in the same chunk. */
function wasNearDeath({ fates, chunkSize }: Scenario, n: number): boolean {
  const reach = chunkSize === 'auto' ? fates.length : chunkSize;
  return fates.slice(Math.max(0, n - reach + 1), n + reach).includes('exit');
}

function assertIsSomebodys(fates: readonly Fate[], outcome: unknown): void {
  if (outcome instanceof WorkerLostError) {
    assert.ok(fates.includes('exit'));
  } else if (outcome instanceof RangeError) {
    assert.equal(fates[Number(outcome.message.slice('item '.length))], 'throw');
  } else {
    assert.match(String(fates[outcome as number]), /^return/);
  }
}
