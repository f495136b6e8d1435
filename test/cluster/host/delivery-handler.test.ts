import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '#dist/core/base/outcome.js';
import { decodeError } from '#dist/core/codec/error/decode-error.js';
import { InitializerError } from '#dist/core/base/errors.js';
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import type { MemoryServerOptions } from '#dist/cluster/engine/memory/memory-server.js';
import { readResultMetadata, RESULT_LOG } from '#dist/cluster/messages/metadata.js';
import type { Delivery, Message } from '#dist/cluster/engine/engine.js';
import { DeliveryHandler } from '#dist/cluster/host/delivery-handler.js';
import type { HostJob, HostJobOptions, HostResult } from '#dist/cluster/host/host-job.js';
import { WantedChunks } from '#dist/cluster/host/wanted-chunks.js';
import { StoredArrays } from '#dist/cluster/host/stored-arrays.js';
import { StoredRecipes } from '#dist/cluster/host/stored-recipes.js';
import { decodeResult, encodeChunk } from '#dist/cluster/messages/bodies.js';
import { packRecipe } from '#dist/cluster/messages/recipe.js';
import { findMessage, putMessage } from '#dist/cluster/messages/stored-message.js';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { Signer } from '#dist/cluster/signing/signer.js';
import { writeChunk } from '#dist/cluster/messages/write-chunk.js';
import { until } from '../../until.ts';
import { bytes, MemoryCluster, newSigner } from '../memory-cluster.ts';
import { FN, SPEC } from '../test-job.ts';

const RECIPE = packRecipe({ fn: FN, timeoutMs: undefined, retries: 0 });

interface Sent {
  readonly items?: readonly unknown[];
  readonly isRecipeStored?: boolean;
  /** Somebody changes the message in the queue. */
  readonly change?: (message: Message) => Message;
  readonly index?: number;
  readonly elsewhere?: 'yes' | 'no';
  readonly serial?: number;
  readonly reply?: string;
  readonly on?: string;
}

const STRANGER = new Signer(sharedKeys(['a secret of somebody else']), 'test');

/** A host's part of a cluster: pools that run nothing until the test says how it ended. */
class TestHost implements AsyncDisposable {
  readonly cluster: MemoryCluster;
  readonly replies: Message[] = [];
  readonly runs: HostJobOptions[] = [];
  readonly stopped: unknown[] = [];
  readonly broken: unknown[] = [];
  readonly lines: string[] = [];
  readonly cancelled = new Set<string>();
  /** What the host's quarantine was told. */
  readonly judged: string[] = [];
  readonly refused: string[] = [];
  slotsFreed = 0;
  readonly #signer = newSigner();
  readonly #wanted: WantedChunks;

  constructor(options: MemoryServerOptions = {}) {
    this.cluster = new MemoryCluster({ maxMessageBytes: 8192, ...options });
    this.#wanted = new WantedChunks(this.cluster.host, this.#signer);
  }

  /** Publishes a chunk and hands it to a handler. */
  async deliver(sent: Sent = {}): Promise<DeliveryHandler> {
    return this.handle(await this.publish(sent));
  }

  async publish({
    items = ['a'],
    isRecipeStored = true,
    change = (message) => message,
    index = 0,
    elsewhere,
    serial = 1,
    reply,
    on,
  }: Sent = {}): Promise<Delivery> {
    const open = await this.cluster.connect(this.replies);
    if (isRecipeStored) await open.engine.store.put('s-test', RECIPE.hash, RECIPE.bytes);
    const body = encodeChunk({ id: 0, spec: SPEC, items, attempt: 0 });
    const metadata = {
      job: 'j',
      index,
      serial,
      first: 0,
      count: items.length,
      total: items.length,
      recipe: RECIPE.hash,
      namespace: 's-test',
      reply: reply ?? open.address,
      ...(elsewhere === undefined ? {} : { elsewhere }),
      ...(on === undefined ? {} : { on }),
    };
    const { message, ref } = writeChunk({ id: `j.${index}.${serial}`, body }, metadata, open);
    if (ref !== '') await open.engine.store.put('j', ref, body);
    await open.engine.chunks.publish({ ...message, ...change(message) });
    const [delivery] = await this.cluster.take(1);
    assert.ok(delivery !== undefined);
    return delivery;
  }

  handle(delivery: Delivery): DeliveryHandler {
    const handler = new DeliveryHandler(delivery, {
      hostId: 'h-a',
      labels: { gpu: true },
      quarantine: {
        succeed: (key) => {
          if (key !== '') this.judged.push('succeeded'); // and not that its result was taken
        },
        fail: (key, isElsewhere) => {
          const where = isElsewhere ? 'elsewhere' : 'nowhere';
          this.judged.push(key === '' ? 'result refused' : where);
        },
      },
      breaker: {
        accept: () => {},
        refuse: (why) => this.refused.push(why),
      },
      engine: this.cluster.host,
      signer: this.#signer,
      pools: { run: (options) => this.#run(options) },
      recipes: new StoredRecipes(this.cluster.host.store),
      arrays: new StoredArrays(this.cluster.host.store, { areProcesses: true }),
      wanted: this.#wanted,
      hostLabel: 'host a',
      isCancelled: (job) => this.cancelled.has(job),
      onSlotFree: () => {
        this.slotsFreed += 1;
      },
      onBroken: (error) => this.broken.push(error),
      log: (line) => this.lines.push(line),
    });
    void handler.run();
    return handler;
  }

  /** The chunk that runs ends with this. */
  finish(outcome: Outcome<HostResult>, at = 0): void {
    const run = this.runs[at];
    assert.ok(run !== undefined);
    run.onOver(outcome);
  }

  async whenRunning(): Promise<void> {
    await until('the chunk to run', () => this.runs.length > 0);
  }

  /** Whether the chunk is in the queue, and in somebody's hands. */
  get queue(): string {
    const [entry] = this.cluster.server.queue.entries();
    return entry === undefined ? 'empty' : `delivered ${entry.deliveryCount}`;
  }

  #run(options: HostJobOptions): HostJob {
    this.runs.push(options);
    const cancel = (error: unknown): void => {
      this.stopped.push(error);
      options.onOver({ ok: false, error });
    };
    return { cancel } as unknown as HostJob; // a handler does nothing else with it
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster[Symbol.asyncDispose]();
  }
}

const DONE: Outcome<HostResult> = {
  ok: true,
  value: {
    result: { id: 0, from: 0, values: ['A'], errors: [], runMs: 1 },
    worker: 'host a, worker 1',
  },
};

/** Its function is not there. */
const UNLOADED: HostResult = {
  result: { id: 0, from: 0, values: [], errors: [[0, encodeError('no such module')]], runMs: 0 },
  worker: 'host a, worker 1',
  unloaded: 'no such module',
};

describe('DeliveryHandler', () => {
  it('runs the chunk, sends its result, and acknowledges it then', async () => {
    await using host = new TestHost();
    const handler = await host.deliver({ items: ['a'] });
    await host.whenRunning();
    const during = [host.queue, host.replies.length];

    host.finish(DONE);
    await handler.over;

    const [run] = host.runs;
    assert.deepEqual([Array.from(run?.run.items ?? []), run?.attempt], [['a'], 0]);
    assert.deepEqual(during, ['delivered 1', 0]);
    assert.deepEqual([host.queue, host.slotsFreed, host.lines], ['empty', 1, []]);
    const body = host.replies[0]?.body ?? new Uint8Array(0);
    assert.deepEqual(Array.from(decodeResult(body).values), ['A']);
  });

  it('reads a long body from the store', async () => {
    await using host = new TestHost();
    await host.deliver({ items: [bytes(10_000)] });

    await host.whenRunning();

    assert.deepEqual(Array.from(host.runs[0]?.run.items ?? []), [bytes(10_000)]);
  });

  it('counts deliveries to hosts as attempts', async () => {
    await using host = new TestHost();
    const first = await host.publish();
    first.giveBack();
    const [second] = await host.cluster.take(1);
    assert.ok(second !== undefined);

    host.handle(second);
    await host.whenRunning();

    assert.equal(host.runs[0]?.attempt, 1);
  });

  it('tells the submitter that it could not run the chunk, so that another may', async () => {
    for (const elsewhere of ['yes', 'no'] as const) {
      await using host = new TestHost();
      const handler = await host.deliver({ elsewhere });
      await host.whenRunning();

      host.finish({ ok: false, error: new InitializerError('no database') });
      await handler.over;

      const { headers = {} } = host.replies[0] ?? {};
      assert.equal(readResultMetadata(headers).failedOn, 'h-a');
      assert.match(
        host.lines[0] ?? '',
        /^chunk 0 of job j cannot be run on this host: no database/,
      );
      assert.deepEqual(host.judged, [elsewhere === 'yes' ? 'elsewhere' : 'nowhere']);
      assert.equal(host.queue, 'empty');
    }
  });

  it('gives a chunk that nobody waits for back, as often as it is given out again', async () => {
    await using host = new TestHost({ maxDeliveries: 2 });
    const results: Message[] = [];
    const first = await host.deliver({ reply: RESULT_LOG });
    await host.whenRunning();
    host.finish({ ok: true, value: UNLOADED });
    await first.over;
    host.cluster.clock.advance(1000);
    const [again] = await host.cluster.take(1);
    assert.ok(again !== undefined);

    const second = host.handle(again);
    await until('the second run', () => host.runs.length === 2);
    host.finish({ ok: true, value: UNLOADED }, 1);
    await second.over;

    const leave = new AbortController();
    for await (const result of host.cluster.submitter.results.read('j', leave.signal)) {
      results.push(result);
      leave.abort();
    }
    assert.deepEqual(host.judged, ['elsewhere', 'nowhere']);
    assert.equal(readResultMetadata(results[0]?.headers ?? {}).failedOn, undefined);
    assert.equal(decodeResult(results[0]?.body ?? new Uint8Array(0)).errors.length, 1);
    assert.equal(host.queue, 'empty');
  });

  it('sends the error for every item if the chunk could not be run', async () => {
    await using host = new TestHost();
    const handler = await host.deliver({ items: ['a', 'b'] });
    await host.whenRunning();
    const error = new Error('workers do not start');

    host.finish({ ok: false, error });
    await handler.over;

    const { errors } = decodeResult(host.replies[0]?.body ?? new Uint8Array(0));
    const messages = errors.map(([offset, payload]) => [
      offset,
      (decodeError(payload, { worker: 'w' }) as Error).message,
    ]);
    assert.deepEqual(messages, [
      [0, 'workers do not start'],
      [1, 'workers do not start'],
    ]);
    assert.deepEqual([host.judged, host.queue], [['succeeded'], 'empty']); // it is no host's fault
  });

  it('stops the worker of a chunk that was cancelled, and sends nothing', async () => {
    await using host = new TestHost();
    const handler = await host.deliver();
    await host.whenRunning();

    handler.cancel();
    await handler.over;

    assert.deepEqual([host.stopped.length, host.replies.length, host.queue], [1, 0, 'empty']);
    assert.deepEqual(host.broken, []);
  });

  it('stops the worker of a chunk that is given back, which comes again', async () => {
    await using host = new TestHost();
    const handler = await host.deliver();
    await host.whenRunning();

    handler.giveBack();
    handler.cancel(); // too late: it is somebody else's
    await handler.over;
    const [again] = await host.cluster.take(1);

    assert.deepEqual([host.stopped.length, host.replies.length], [1, 0]);
    assert.equal(again?.deliveryCount, 2);
  });

  it('does not run a chunk whose job was cancelled before', async () => {
    await using host = new TestHost();
    host.cancelled.add('j');

    const handler = await host.deliver();
    await handler.over;

    assert.deepEqual([host.runs.length, host.queue, host.lines], [0, 'empty', []]);
  });

  it('does not run a chunk that was given back while it was checked', async () => {
    await using host = new TestHost();
    const handler = await host.deliver();

    handler.giveBack();
    await handler.over;

    assert.deepEqual([host.runs.length, host.replies.length, host.lines], [0, 0, []]);
  });

  it('gives back, later, a chunk that it cannot run, and says why', async () => {
    const reasons: readonly (readonly [Sent, RegExp])[] = [
      [{ isRecipeStored: false }, /its function .* is not in the store/],
      [{ change: () => STRANGER.sign('chunk', {}, bytes(1)) }, /not among ours/],
    ];
    for (const [sent, reason] of reasons) {
      await using host = new TestHost();
      const handler = await host.deliver(sent);
      await until('the reason', () => host.lines.length > 0);
      const held = host.queue;

      await handler.over;
      const freed = host.slotsFreed;
      host.cluster.clock.advance(1000);
      const [again] = await host.cluster.take(1);

      assert.match(host.lines[0] ?? '', reason);
      assert.match(host.lines[0] ?? '', /^chunk 0 of job j cannot be run here/);
      assert.deepEqual([host.runs.length, held, again?.deliveryCount], [0, 'delivered 1', 2]);
      assert.equal(freed, 0, 'the host frees the slot when the handler is over');
    }
  });

  it('takes a message out of the queue at once that no host will ever run', async () => {
    const changes: readonly (readonly [(message: Message) => Message, RegExp])[] = [
      [({ headers, body }) => ({ headers, body: body.map((b) => b ^ 1) }), /its body/],
      [({ body }) => ({ headers: {}, body }), /no message of manyhands/],
      [({ headers, body }) => ({ headers: { ...headers, count: '9' }, body }), /signature/],
    ];
    for (const [change, reason] of changes) {
      await using host = new TestHost();

      const handler = await host.deliver({ change });
      await handler.over;

      assert.match(host.lines[0] ?? '', reason);
      assert.deepEqual([host.runs.length, host.queue], [0, 'empty']);
    }
  });

  it('notes in the store that it is the last to be given a chunk, before it runs it', async () => {
    await using host = new TestHost();
    let delivery = await host.publish();
    for (let count = 1; count < host.cluster.server.maxDeliveries; count += 1) {
      delivery.giveBack();
      const [next] = await host.cluster.take(1);
      assert.ok(next !== undefined);
      delivery = next;
    }

    host.handle(delivery);
    await host.whenRunning();

    const place = { job: 'j', name: 'l-0' };
    const { signer } = host.cluster;
    const note = await findMessage({ engine: host.cluster.host, signer }, 'last-try', place);
    assert.equal(note?.headers['of'], signer.verify('chunk', delivery).id);
  });

  it('does not run a chunk for which its submitter does not wait any more', async () => {
    await using host = new TestHost();
    const delivery = await host.publish({ serial: 7 });
    const ledgers: number[] = [];
    host.cluster.host.replies.ask = async (_address, isGood) => {
      ledgers.push(ledgers.length);
      const forged = STRANGER.sign('ledger', { scope: 's-test', next: '9' }, Buffer.from('[]'));
      const ours = newSigner().sign('ledger', { scope: 's-test', next: '8' }, Buffer.from('[6]'));
      return [forged, ours].find(isGood);
    };

    await host.handle(delivery).over;

    assert.deepEqual([host.runs.length, host.queue, ledgers.length], [0, 'empty', 1]);
    assert.match(host.lines[0] ?? '', /done before/);
  });

  it('does not run a chunk of a detached job that a host has done before', async () => {
    await using host = new TestHost();
    const delivery = await host.publish({ reply: 'log' });
    const { signer } = host.cluster;
    await putMessage({ engine: host.cluster.host, signer }, 'done', { job: 'j', name: 'd-0' });

    await host.handle(delivery).over;

    assert.deepEqual([host.runs.length, host.queue], [0, 'empty']);
  });

  it('takes a message out of the queue that was accepted before', async () => {
    await using host = new TestHost();
    const delivery = await host.publish();
    const first = host.handle({ ...delivery, acknowledge: () => {} });
    await host.whenRunning();
    host.finish(DONE);
    await first.over;

    await host.handle(delivery).over; // the same message, as if somebody had put it in again

    assert.equal(host.runs.length, 1);
    assert.match(host.lines[0] ?? '', /a second time/);
    assert.equal(host.queue, 'empty');
  });

  it('runs a chunk again that comes as new, if its submitter still waits and it does not run here', async () => {
    await using host = new TestHost();
    const delivery = await host.publish({ serial: 7 });
    const ledger = { scope: 's-test', next: '8' };
    host.cluster.host.replies.ask = async (_address, isGood) =>
      [newSigner().sign('ledger', ledger, Buffer.from('[7]'))].find(isGood);
    host.handle({ ...delivery, acknowledge: () => {}, giveBack: () => {} });
    await host.whenRunning();

    await host.handle({ ...delivery, giveBack: () => {} }).over; // while it runs here
    const beside = host.runs.length;
    host.finish(DONE); // and its result was lost, with the server's memory that it was delivered
    await until('it to be over', () => host.slotsFreed === 1);
    host.handle(delivery);
    await until('the second run', () => host.runs.length === 2);

    assert.equal(beside, 1);
    assert.match(host.lines[0] ?? '', /runs here already/);
  });

  it('refuses a chunk that is in the queue under another number', async () => {
    await using host = new TestHost();
    const delivery = await host.publish({ index: 3 });

    const handler = host.handle({ ...delivery, index: 4 });
    await handler.over;

    assert.equal(host.runs.length, 0);
    assert.match(host.lines[0] ?? '', /another chunk/);
  });

  it('runs what asks for labels that it has, and drops what asks for others, whoever has put it there', async () => {
    await using host = new TestHost();

    await host.deliver({ on: 'gpu' });
    await until('it to run', () => host.runs.length === 1);
    const handler = await host.deliver({ on: 'gpu+zone=eu', index: 1, serial: 2 });
    await handler.over;

    assert.equal(host.runs.length, 1);
    assert.match(host.lines[0] ?? '', /asks for labels that this host lacks/);
    assert.equal(host.cluster.waiting, 1);
  });

  it('tells of what it refuses and others may accept, and not of what nobody should', async () => {
    await using host = new TestHost();
    const strange = ({ headers }: Message): Message =>
      STRANGER.sign('chunk', headers, Buffer.from(''));

    const handler = await host.deliver({ change: strange });
    await handler.over;
    const unsigned = await host.deliver({
      index: 1,
      serial: 2,
      change: ({ body }) => ({ headers: {}, body }),
    });
    await unsigned.over;

    assert.equal(host.refused.length, 1);
    assert.match(host.refused[0] ?? '', /is signed with key/);
  });

  it('tells the queue that it still works on the chunk', async () => {
    await using host = new TestHost();
    const handler = await host.deliver();
    await host.whenRunning();

    for (let round = 0; round < 3; round += 1) {
      host.cluster.clock.advance(10_000); // of an ack wait of 15 s
      handler.extend();
    }

    assert.equal(host.queue, 'delivered 1');
    host.finish(DONE);
    await handler.over;
    assert.equal(host.queue, 'empty');
  });
});
