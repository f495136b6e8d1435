/** A worker's port and its tickets in the hands of a test: no process is started, nothing is cloned. */
import { decodeError } from '#dist/core/codec/error/decode-error.js';
import type { ErrorPayload } from '#dist/core/base/payload.js';
import type { FromWorker, RunChunk, StartMessage, TaskSpec } from '#dist/core/wire/messages.js';
import { WIRE_VERSION } from '#dist/core/wire/messages.js';
import type { Port } from '#dist/core/worker/port.js';
import { until } from '../../until.ts';

export class FakePort implements Port {
  readonly kind = 'inline';
  readonly issued: number[] = [];
  readonly tickets = { take: () => this.issued.shift() };
  readonly sent: FromWorker[] = [];
  readonly moved: ArrayBuffer[] = [];
  readonly imports: number[] = [];
  readonly ends: [exitCode: number, lastMessage: FromWorker | undefined][] = [];
  idles = 0;

  send(message: FromWorker, moved: readonly ArrayBuffer[] = []): undefined {
    structuredClone(message); // throws as a real port does
    this.sent.push(message);
    this.moved.push(...moved);
  }

  idle(): void {
    this.idles += 1;
  }

  check(value: unknown): void {
    structuredClone(value);
  }

  noteImports(count: number): void {
    this.imports.push(count);
  }

  end(exitCode: number, lastMessage?: FromWorker): void {
    this.ends.push([exitCode, lastMessage]);
  }

  /** Settles when a message of that kind has been sent, with the last of them. */
  async message<K extends FromWorker['kind']>(
    kind: K,
    count = 1,
  ): Promise<Extract<FromWorker, { kind: K }>> {
    const ofKind = (): FromWorker[] => this.sent.filter((one) => one.kind === kind);
    await until(`${count} × ${kind}`, () => ofKind().length >= count);
    return ofKind().at(-1) as Extract<FromWorker, { kind: K }>; // filtered above
  }
}

export function start(changes: Partial<StartMessage> = {}): StartMessage {
  return {
    kind: 'start',
    version: WIRE_VERSION,
    workerId: 7,
    slot: 3,
    depth: 1,
    initializer: null,
    finalizer: null,
    concurrency: 1,
    classes: [],
    reportMemory: false,
    entry: 'file:///none.js',
    ...changes,
  };
}

export function chunk(
  id: number,
  items: ArrayLike<unknown>,
  spec: Partial<TaskSpec> = {},
): RunChunk {
  const fn = { id: 'f', name: '', body: null };
  const whole = { fn, call: 'one', onError: 'stop', timed: false, budgetMs: 0, ...spec } as const;
  return { id, spec: whole, items, attempt: 0 };
}

/** What the pool would be told of `payload`. */
export function thrown(payload: ErrorPayload | undefined): Error {
  if (payload === undefined) throw new Error('there is no error');
  return decodeError(payload, { worker: 'worker 7' }) as Error; // the tests throw errors
}
