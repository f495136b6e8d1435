/** Random functions with what they capture, through the pool, against the plain call. */
import fc from 'fast-check';
import type { Pool } from 'manyhands';
import type { Divergence, TransportName } from '../divergence.ts';
import type { Domain, FuzzCase } from '../fuzz-case.ts';
import { type Outcome, settle } from '../settle.ts';
import { kindOfMessage } from '../values/values.ts';
import { HOMES, type Home, type Main } from './homes.ts';
import { type Program, program, textOf } from './program.ts';
import { type Captures, capturesOf } from './scopes.ts';

interface Plan {
  readonly transport: TransportName;
  readonly home: Home;
  readonly program: Program;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  transport: fc.constantFrom<TransportName>('inline', 'process', 'thread'),
  home: fc.constantFrom(...HOMES),
  program,
});

export const FUNCTIONS: Domain = {
  name: 'functions',
  cases: plan.map(
    (one): FuzzCase => ({ run: async (pools) => run(one, pools.get(one.transport)) }),
  ),
};

/** Two items in one chunk: what the first leaves in its variables, the second finds. */
const ITEMS = [1, 2] as const;
let runs = 0;

async function run(
  { transport, home, program }: Plan,
  pool: Pool,
): Promise<Divergence | undefined> {
  // A worker knows a function by its text: each run needs one of its own.
  const nonce = `case ${(runs += 1)}`;
  const captures = compile(textOf(program, nonce));
  fc.pre(captures !== undefined && !isDocumentedToDiffer(captures, program, home));
  const text = textOf(withPoison(program, captures), nonce);
  const plain = await home.make(textOf(program, nonce));
  const ours = await home.make(text);
  const expected = await settle(() => runPlain(plain));
  const outcome = await settle(() => pool.map(ours, ITEMS, { chunkSize: ITEMS.length }));
  const [before, after] = [summary(expected), summary(outcome)];
  if (before === after) return undefined;
  const what = kindOfDifference(expected, outcome);
  return {
    domain: 'functions',
    transport,
    way: home.name,
    what: captures.assignsConstant ? `after an assignment to a constant, ${what}` : what,
    detail: `expected ${before}\nbut came ${after}`,
    code: home.program(text, transport),
  };
}

async function runPlain(main: Main): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const item of ITEMS) results.push(await main(item));
  return results;
}

/** What it captures; none if the text is no program (`let` twice, and the like). */
function compile(text: string): Captures | undefined {
  try {
    new Function('show', 'take', text);
    return capturesOf(text);
  } catch {
    return undefined;
  }
}

/** docs/functions.md: a variable inside a function that two closures share becomes two variables. */
function isDocumentedToDiffer(captures: Captures, { place }: Program, home: Home): boolean {
  if (captures.sharedAssigned.length === 0) return false;
  return !home.isModule || place !== '…';
}

/** What is not captured cannot be sent: whoever takes too much is refused. */
function withPoison(program: Program, { needed }: Captures): Program {
  const data = Object.fromEntries(
    Object.entries(program.data).map(([name, text]) => [
      name,
      needed.has(name) ? text : 'Promise.resolve()',
    ]),
  ) as unknown as Program['data']; // the same keys
  return { ...program, data };
}

function summary(outcome: Outcome): string {
  return outcome.ok ? JSON.stringify(outcome.value, null, 1) : `throws ${String(outcome.error)}`;
}

function kindOfDifference(expected: Outcome, outcome: Outcome): string {
  if (!outcome.ok) return `fails with ${kindOfMessage(String(outcome.error))}`;
  if (!expected.ok) return 'does not fail';
  const [before, after] = [expected.value, outcome.value].map((each) => (each as unknown[]).flat());
  const at = before?.findIndex((each, index) => each !== after?.[index]) ?? 0;
  return `sees ${kindOfSight(before?.[at])} as ${kindOfSight(after?.[at])}`;
}

function kindOfSight(sight: unknown): string {
  return String(sight)
    .replaceAll(/'[^']*'/g, "'…'")
    .replaceAll(/-?\d+/g, '1')
    .slice(0, 60);
}
