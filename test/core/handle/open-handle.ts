/** A handle whose worker is played by a test, and what its owner was told. */
import type { TestContext } from 'node:test';
import type { ExitReport } from '#dist/core/handle/exit-report.js';
import { Handle, type HandleEvents } from '#dist/core/handle/handle.js';
import {
  type ChunkResult,
  type RunChunk,
  type SaidMessage,
  type StartMessage,
  WIRE_VERSION,
} from '#dist/core/wire/messages.js';
import { chunkOf, type FakeChannel, FakeTransport, openOptions } from './fake-channel.ts';

export const GRACE_MS = 100;

export const START: StartMessage = {
  kind: 'start',
  version: WIRE_VERSION,
  workerId: 1,
  depth: 1,
  initializer: null,
  finalizer: null,
  concurrency: 1,
  slot: 0,
  classes: [],
  reportMemory: false,
  entry: 'file:///none.js',
};

/** What the owner of a handle was told, in order and in words. */
export class HandleOwner implements HandleEvents<RunChunk> {
  readonly told: string[] = [];
  report: ExitReport<RunChunk> | undefined;

  turnMs(): number {
    return performance.now();
  }
  onReady(): void {
    this.told.push('ready');
  }
  onInitFailed(_: Handle<RunChunk>, error: { kind: string }): void {
    this.told.push(`init failed: ${error.kind}`);
  }
  onFinalizerFailed(_: Handle<RunChunk>, error: { kind: string }): void {
    this.told.push(`finalizer failed: ${error.kind}`);
  }
  onLoading(_: Handle<RunChunk>, { id }: RunChunk, isOver: boolean): void {
    this.told.push(`loading ${id}${isOver ? ' is over' : ''}`);
  }
  onLoadFailed(): void {
    this.told.push('load failed');
  }
  onTaskStart(_: Handle<RunChunk>, { id }: RunChunk, offset: number): void {
    this.told.push(`start ${id} at ${offset}`);
  }
  onSaid(_: Handle<RunChunk>, { id }: RunChunk, { what, values }: SaidMessage): void {
    this.told.push(`${what} of ${id}: ${values[0]}`);
  }
  onHandedBack({ id }: RunChunk, from: number): void {
    this.told.push(`${id} is handed back from ${from}`);
  }
  onResult(
    handle: Handle<RunChunk>,
    { id }: RunChunk,
    { values }: ChunkResult,
    isLast: boolean,
  ): void {
    const what = `${id}: ${Array.from(values).join(' ')}`;
    this.told.push(`${isLast ? 'result' : 'part'} ${what} (${handle.state})`);
  }
  onFreeSlots(_: Handle<RunChunk>, memory: number): void {
    this.told.push(`free slots, ${memory} bytes`);
  }
  onIdle(): void {
    this.told.push('idle');
  }
  onExit(_: Handle<RunChunk>, report: ExitReport<RunChunk>): void {
    this.told.push('exit');
    this.report = report;
  }

  /** What was told since the last call. */
  news(): string[] {
    return this.told.splice(0);
  }

  /** What the exit report says, in short. */
  get exit(): unknown {
    const { stage, started = [], unstarted = [] } = this.report ?? {};
    return [stage, started.map(({ id }) => id), unstarted.map(({ id }) => id)];
  }
}

export interface OpenHandle {
  readonly transport: FakeTransport;
  readonly channel: FakeChannel;
  readonly owner: HandleOwner;
  readonly handle: Handle<RunChunk>;
}

export function openHandle(t: TestContext, { maxChunks = 1000, capacity = 1024 } = {}): OpenHandle {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const transport = new FakeTransport();
  transport.capacity = capacity;
  const owner = new HandleOwner();
  const channel = openOptions();
  const options = { transport, channel, start: START, maxChunks, killGraceMs: GRACE_MS };
  const handle = new Handle<RunChunk>(options, owner);
  return { transport, channel: transport.last, owner, handle };
}

/** A worker that is ready, with these chunks in hand. */
export function handleWith(
  t: TestContext,
  ids: readonly number[],
  more?: { maxChunks: number },
): OpenHandle {
  const opened = openHandle(t, more);
  opened.channel.ready();
  if (ids.length > 0) opened.handle.give(ids.map((id) => chunkOf(id)));
  opened.channel.news();
  opened.owner.news();
  return opened;
}
