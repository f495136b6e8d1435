/** Messages of every kind, with contents of every kind, for properties of the wire. */
import type {
  ChunkResult,
  FromWorker,
  RunChunk,
  TaskSpec,
  ToWorker,
} from '#dist/core/wire/messages.js';
import { NumberRange } from '#dist/core/wire/list/number-range.js';
import { fc } from '../../property.ts';

/** As messages are: clones have a prototype. */
const PLAIN = { noNullPrototype: true };

type Message = ToWorker | FromWorker;

/** Values that cross unchanged, the numbers among them in all the ways in which lists are packed. */
function anyList(): fc.Arbitrary<unknown[]> {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
  });
  return fc.oneof(
    fc.array(fc.integer(), { maxLength: 50 }),
    fc.array(fc.double(), { maxLength: 50 }),
    fc.array(fc.boolean(), { maxLength: 50 }),
    fc.array(fc.constant(undefined), { maxLength: 50 }),
    fc.array(fc.string(), { maxLength: 20 }),
    fc.array(simple(), { maxLength: 40 }),
    fc.array(anything, { maxLength: 5 }),
  );
}

function simple(): fc.Arbitrary<unknown> {
  const text = fc.string({ unit: 'binary', maxLength: 140 });
  const others = fc.constantFrom(-0, 0, 2 ** 31, Number.NaN, true, false, null, undefined);
  return fc.oneof(fc.integer(), fc.double(), text, others);
}

function anyRange(): fc.Arbitrary<NumberRange> {
  const step = fc.oneof(fc.integer(), fc.double({ noNaN: true, min: -1e9, max: 1e9 }));
  return fc
    .tuple(fc.integer(), step, fc.nat({ max: 300 }))
    .map(([start, by, length]) => new NumberRange({ start, step: by || 1, length }));
}

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });

function anyChunk(): fc.Arbitrary<RunChunk> {
  const limits = {
    fn: fc.string().map((id) => ({ id, name: '', body: null })),
    onError: fc.constantFrom('stop' as const, 'go-on' as const),
    timed: fc.boolean(),
    budgetMs: fc.integer({ min: 0, max: 1000 }),
  };
  const spec = <C extends TaskSpec['call']>(call: C) => {
    const fields = { ...limits, call: fc.constant(call) };
    const carrier = fc.string({ minLength: 1 }); // an empty one is none
    const flags = { reports: fc.boolean(), abortable: fc.boolean() };
    const talk = fc.record({ ...flags, ahead: fc.nat({ max: 100_000 }) }, PLAIN);
    return fc.oneof(
      fc.record(fields, PLAIN),
      fc.record({ ...fields, carrier }, PLAIN),
      fc.record({ ...fields, talk }, PLAIN),
    );
  };
  const common = { id: u32, attempt: fc.integer({ min: 0, max: 5 }) };
  const tuples = fc.oneof(
    fc.array(fc.tuple(fc.integer(), fc.integer()), { maxLength: 20 }),
    fc.array(fc.tuple(fc.string(), fc.double()), { maxLength: 20 }),
    fc.array(fc.array(fc.integer(), { maxLength: 3 }), { maxLength: 20 }),
  );
  return fc.oneof(
    fc.record({ ...common, spec: spec('one'), items: anyList() }, PLAIN),
    fc.record({ ...common, spec: spec('one'), items: anyRange() }, PLAIN),
    fc.record({ ...common, spec: spec('spread'), items: tuples }, PLAIN),
  );
}

function anyResult(): fc.Arbitrary<ChunkResult> {
  const error = fc.record({ kind: fc.string() }, PLAIN);
  const fields = {
    id: u32,
    from: fc.nat({ max: 100_000 }),
    values: anyList(),
    errors: fc.array(fc.tuple(fc.nat(), error), { maxLength: 3 }),
    runMs: fc.double({ noNaN: true, min: 0 }),
  };
  const covers = fc.oneof(
    fc.integer({ min: 1, max: 300 }),
    u32.map((each) => each || 1),
  );
  return fc.oneof(fc.record(fields, PLAIN), fc.record({ ...fields, covers }, PLAIN));
}

export function anyMessage(): fc.Arbitrary<Message> {
  const fn = fc.record({ id: fc.string(), name: fc.string(), body: fc.anything() }, PLAIN);
  return fc.oneof(
    fc.record(
      { kind: fc.constant('run' as const), chunks: fc.array(anyChunk(), { maxLength: 4 }) },
      PLAIN,
    ),
    fc.record(
      {
        kind: fc.constant('done' as const),
        results: fc.array(anyResult(), { maxLength: 4 }),
        memory: fc.nat(),
      },
      PLAIN,
    ),
    fc.record(
      {
        kind: fc.constant('said' as const),
        chunkId: u32,
        offset: fc.nat({ max: 100_000 }),
        what: fc.constantFrom('report' as const, 'value' as const),
        values: anyList(),
      },
      PLAIN,
    ),
    fc.record({ kind: fc.constant('define' as const), fn }, PLAIN),
    fc.record({ kind: fc.constant('drop' as const), chunkIds: fc.array(u32) }, PLAIN),
    fc.constant<Message>({ kind: 'ready' }),
    fc.constant<Message>({ kind: 'stop' }),
  );
}

/** `message` with its lists as plain arrays: packed ones arrive as typed arrays, which mean the same. */
export function plain(message: Message): unknown {
  if (message.kind === 'run') {
    const chunks = message.chunks.map((chunk) => ({ ...chunk, items: Array.from(chunk.items) }));
    return { ...message, chunks };
  }
  if (message.kind === 'said') return { ...message, values: Array.from(message.values) };
  if (message.kind !== 'done') return message;
  const results = message.results.map((result) => ({
    ...result,
    values: Array.from(result.values),
  }));
  return { ...message, results };
}
