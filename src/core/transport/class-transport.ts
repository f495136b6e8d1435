/**
 * A transport whose channels keep the classes of chosen instances (`PoolOptions.classes`): items are
 * packed on their way out, results unpacked on their way in. The worker's half is
 * `worker/with-classes.ts`. Pools without `classes` have nothing of this in their way.
 */
import type { ClassRegistry } from '../codec/classes/class-registry.ts';
import { type Channel, NO_TRAFFIC, type Transport } from './transport.ts';
import type { ChunkResult, FromWorker, RunChunk, ToWorker } from '../wire/messages.ts';
import { type BuiltItems, NumberRange, type ResultValues } from '../wire/list/number-range.ts';
import { PartlyReadableList, UnreadableList } from '../wire/unreadable.ts';

export function withClasses(transport: Transport, registry: ClassRegistry): Transport {
  return {
    name: transport.name,
    open: (options) => {
      const onMessage = (message: FromWorker): void => options.onMessage(unpack(message, registry));
      return packingChannel(transport.open({ ...options, onMessage }), registry);
    },
  };
}

function packingChannel(channel: Channel, registry: ClassRegistry): Channel {
  const { pid, threadId, tickets, closed } = channel;
  return {
    pid,
    ...(threadId === undefined ? {} : { threadId }),
    tickets,
    closed,
    get traffic() {
      return channel.traffic ?? NO_TRAFFIC;
    },
    readMemory: () => channel.readMemory?.(),
    send: (message, transfer) => channel.send(pack(message, registry), transfer),
    end: () => channel.end(),
    kill: () => channel.kill(),
  };
}

function pack(message: ToWorker, registry: ClassRegistry): ToWorker {
  if (message.kind !== 'run') return message;
  return { kind: 'run', chunks: message.chunks.map((chunk) => packChunk(chunk, registry)) };
}

/** What the worker is told of `chunk`. */
export function packChunk(chunk: RunChunk, registry: ClassRegistry): RunChunk {
  const { id, spec, attempt } = chunk;
  return { id, spec, items: packItems(chunk, registry), attempt };
}

function packItems({ items, spec }: RunChunk, registry: ClassRegistry): BuiltItems {
  if (items instanceof NumberRange) return items;
  return Array.from(items, (item) =>
    spec.call === 'spread'
      ? packArguments(item as Iterable<unknown>, registry)
      : registry.encode(item),
  );
}

/** One by one: the worker must still see a list of arguments. */
function packArguments(list: Iterable<unknown>, registry: ClassRegistry): unknown[] {
  return Array.from(list, (argument) => registry.encode(argument));
}

function unpack(message: FromWorker, registry: ClassRegistry): FromWorker {
  if (message.kind === 'started' || message.kind === 'waiting') {
    return { ...message, before: unpackResult(message.before, registry) };
  }
  if (message.kind === 'said')
    return { ...message, values: unpackValues(message.values, registry) };
  if (message.kind !== 'done') return message;
  return { ...message, results: message.results.map((result) => unpackResult(result, registry)) };
}

export function unpackResult(result: ChunkResult, registry: ClassRegistry): ChunkResult {
  const values = unpackValues(result.values, registry);
  return values === result.values ? result : { ...result, values };
}

function unpackValues(values: ResultValues, registry: ClassRegistry): ArrayLike<unknown> {
  if (values instanceof UnreadableList) return values;
  const failures = new Map<number, unknown>();
  const revived = Array.from(values, (value, index) => {
    try {
      return registry.decode(value);
    } catch (error) {
      failures.set(index, error); // a class cannot revive what it serialised: that task fails, and no other
      return undefined;
    }
  });
  const isWhole = failures.size === 0;
  return isWhole ? revived : new PartlyReadableList(revived, failures);
}
