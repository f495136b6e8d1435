/** Whatever is thrown in a task, against what a plain call throws. */
import fc from 'fast-check';
import type { Pool } from 'manyhands';
import type { Divergence, TransportName } from '../divergence.ts';
import type { Domain, FuzzCase } from '../fuzz-case.ts';
import { settle } from '../settle.ts';
import type { Difference } from '../values/compare-portraits.ts';
import { compareThrown } from './compare-errors.ts';
import { type ThrownCode, thrownCode } from './thrown-code.ts';
import { throwText } from './throw-text.ts';

/** Where the classes are: round the task, so that this side has them, or inside. */
type Way = 'classes captured' | 'classes inside' | 'imap, classes inside';

interface Plan {
  readonly transport: TransportName;
  readonly way: Way;
  readonly code: ThrownCode;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  transport: fc.constantFrom<TransportName>('process', 'thread', 'inline'),
  way: fc.constantFrom<Way>('classes captured', 'classes inside', 'imap, classes inside'),
  code: thrownCode,
});

export const ERRORS: Domain = {
  name: 'errors',
  cases: plan.map(
    (one): FuzzCase => ({ run: async (pools) => run(one, pools.get(one.transport)) }),
  ),
};

async function run({ transport, way, code }: Plan, pool: Pool): Promise<Divergence | undefined> {
  const text = `${code.classes}\n${code.statements}`;
  const isClassKnown = way === 'classes captured';
  const captured = throwing(code);
  const plain = thrownBy(() => (isClassKnown ? captured() : throwText(text)));
  const outcome = await settle(() => {
    if (way === 'classes captured') return pool.apply(captured);
    if (way === 'classes inside') return pool.apply(throwText, [text]);
    return pool.imap(throwText, [text]).next();
  });
  const difference: Difference | undefined = outcome.ok
    ? { what: 'nothing is thrown', detail: String(outcome.value) }
    : compareThrown(plain, outcome.error, { isClassKnown });
  if (difference === undefined) return undefined;
  return { domain: 'errors', transport, way, ...difference, code: program(code, transport, way) };
}

function throwing({ classes, statements }: ThrownCode): () => never {
  const text = `${classes}\nreturn () => {\n${statements}\nthrow thrown;\n};`;
  return (new Function(text) as () => () => never)(); // its own text
}

function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

function program({ classes, statements }: ThrownCode, transport: string, way: Way): string {
  const body = way === 'classes captured' ? statements : `${classes}\n${statements}`;
  return `import { Pool } from 'manyhands';
${way === 'classes captured' ? `${classes}\n` : ''}const task = () => {
${body.replaceAll(/^/gm, '  ')}
  throw thrown;
};
const pool = new Pool({ workers: 1, transport: '${transport}' });
try { task(); } catch (error) { console.log(error); }
try { await pool.apply(task); } catch (error) { console.log(error); }
await pool.terminate();`;
}
