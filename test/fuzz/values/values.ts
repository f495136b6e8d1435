/**
 * Values on their way through the pool, against `structuredClone`. (For a captured variable the oracle is
 * the variable itself: docs/functions.md says that it keeps its class, accessors and symbol keys.)
 */
import fc from 'fast-check';
import type { Divergence, TransportName } from '../divergence.ts';
import type { Domain, FuzzCase } from '../fuzz-case.ts';
import { type Outcome, settle } from '../settle.ts';
import { compareBuffers, comparePortraits, type Difference } from './compare-portraits.ts';
import { portraitOf } from './portrait.ts';
import { maker, type ValueCode, valueCode } from './value-code.ts';
import { type Expected, type Way, WAYS } from './ways.ts';

interface Plan {
  readonly transport: TransportName;
  readonly way: Way;
  readonly code: ValueCode;
  readonly rows: number;
  readonly chunkSize: number | undefined;
  /** One row is another kind of value. */
  readonly misfit: { readonly row: number; readonly code: ValueCode } | undefined;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  transport: fc.constantFrom<TransportName>('process', 'process', 'thread', 'thread', 'inline'),
  way: fc.constantFrom(...WAYS),
  code: valueCode,
  rows: fc.constantFrom(1, 2, 3, 16, 17, 40),
  chunkSize: fc.constantFrom(undefined, 1, 3, 100),
  misfit: fc.option(fc.record({ row: fc.nat(40), code: valueCode }), { freq: 3, nil: undefined }),
});

export const VALUES: Domain = {
  name: 'values',
  cases: plan.map(
    (one): FuzzCase => ({ run: async (pools) => run(one, pools.get(one.transport)) }),
  ),
};

async function run(plan: Plan, pool: Parameters<Way['send']>[0]): Promise<Divergence | undefined> {
  const { way, transport, chunkSize } = plan;
  const count = way.isSingle ? 1 : plan.rows;
  const text = rowText(plan);
  const make = maker({ statements: text, root: 'value' });
  const expected = way.expect(make, count);
  const outcome = await settle(() => way.send(pool, { make, text, count, chunkSize }));
  const difference = compare(expected, outcome) ?? compareAllBuffers(make, expected, outcome);
  if (difference === undefined) return undefined;
  return { domain: 'values', transport, way: way.name, ...difference, code: program(plan, text) };
}

/** Statements that make `value`, the row `i`. */
function rowText({ code, misfit, rows, way }: Plan): string {
  const usual = `${code.statements}\nconst value = ${code.root};`;
  if (misfit === undefined || way.isSingle || rows < 2) return usual;
  return `const value = i === ${misfit.row % rows} ? (() => {\n${misfit.code.statements}\nreturn ${misfit.code.root};\n})() : (() => {\n${code.statements}\nreturn ${code.root};\n})();`;
}

function compare(expected: Expected, outcome: Outcome): Difference | undefined {
  if (!expected.ok) return compareRefusal(expected.error, outcome);
  if (!outcome.ok) {
    const { name, message } = outcome.error as Error;
    return { what: `fails with ${name}: ${kindOfMessage(message)}`, detail: message };
  }
  const portraits = outcome.value as readonly string[];
  if (portraits.length !== expected.value.length) {
    return { what: 'other number of values', detail: `${portraits.length}` };
  }
  for (const [row, portrait] of expected.value.entries()) {
    const found = comparePortraits(portrait, portraits[row] ?? '');
    if (found !== undefined) return { what: found.what, detail: `row ${row} ${found.detail}` };
  }
  return undefined;
}

function compareAllBuffers(
  make: (i: number) => unknown,
  expected: Expected,
  outcome: Outcome,
): Difference | undefined {
  if (!outcome.ok || !expected.ok) return undefined;
  for (const [i, portrait] of (outcome.value as readonly string[]).entries()) {
    const found = compareBuffers(portraitOf(make(i)), expected.value[i] ?? '', portrait);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What structured clone refuses is refused by the pool, in its own words. */
function compareRefusal(reason: unknown, outcome: Outcome): Difference | undefined {
  if (outcome.ok) return { what: 'is not refused', detail: `structured clone: ${String(reason)}` };
  const { name, message } = outcome.error as Error;
  if (name === 'NotSendableError') return undefined;
  return { what: `is refused with ${name}`, detail: message };
}

/** A message without what differs from case to case. */
export function kindOfMessage(message: string): string {
  return message
    .split('\n')
    .slice(0, 3)
    .join(' ')
    .replaceAll(/'[^']*'|\d+|\(file.*?\)/g, '…')
    .slice(0, 200);
}

function program({ way, transport, rows, chunkSize }: Plan, text: string): string {
  const count = way.isSingle ? 1 : rows;
  return `import { Pool } from 'manyhands';
const make = (i) => {
${text.replaceAll(/^/gm, '  ')}
  return value;
};
const pool = new Pool({ workers: 2, transport: '${transport}' });
${way.program(count, chunkSize)}
await pool.terminate();`;
}
