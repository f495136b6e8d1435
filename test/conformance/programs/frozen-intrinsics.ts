/** A program whose built-in objects are frozen (`--frozen-intrinsics`), as those of its workers are. */
import { Pool } from 'manyhands';

const pool = new Pool({ workers: 1, transport: process.argv[2] as 'process' });
class Own extends RangeError {}
const fail = (kind: string): never => {
  if (kind === 'own') throw new Own('own');
  throw kind === 'type'
    ? new TypeError('type', { cause: new SyntaxError('inner') })
    : new AggregateError([new EvalError('one')]);
};
const [type, aggregate, own] = (await Promise.all(
  ['type', 'aggregate', 'own'].map((kind) => pool.apply(fail, [kind]).catch((e: unknown) => e)),
)) as [Error, AggregateError, Error];
console.log(
  JSON.stringify([
    type instanceof TypeError && type.cause instanceof SyntaxError,
    aggregate instanceof AggregateError && aggregate.errors[0] instanceof EvalError,
    own instanceof Own,
  ]),
);
await pool.terminate();
