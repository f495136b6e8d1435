import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CrashLoopError, InitializerError } from '#dist/core/base/errors.js';
import { type ClusterHost, makeHost } from '#dist/cluster/host/host.js';
import type { HostJob, HostJobOptions } from '#dist/cluster/host/host-job.js';
import type { LocalPools } from '#dist/cluster/host/local-pools.js';
import { encodeChunk } from '#dist/cluster/messages/bodies.js';
import { decodeHostInfo } from '#dist/cluster/messages/host-info.js';
import { giveOrder } from '#dist/cluster/messages/host-order.js';
import { packRecipe } from '#dist/cluster/messages/recipe.js';
import { writeChunk } from '#dist/cluster/messages/write-chunk.js';
import { until } from '../../until.ts';
import { MemoryCluster, newSigner } from '../memory-cluster.ts';
import { FN, SPEC } from '../test-job.ts';

const RECIPE = packRecipe({ fn: FN, timeoutMs: undefined, retries: 0 });

/** A host whose pools run nothing until the test says so. */
class TestHost {
  readonly cluster = new MemoryCluster();
  readonly runs: HostJobOptions[] = [];
  readonly lines: string[] = [];
  arePoolsOver = false;
  readonly host: ClusterHost;

  constructor(slots: number) {
    const pools = {
      workers: [],
      run: (options: HostJobOptions) => this.#run(options),
      [Symbol.asyncDispose]: async () => {
        this.arePoolsOver = true;
      },
    };
    this.host = makeHost({
      id: 'h-1',
      name: 'a',
      labels: {},
      slots,
      engine: this.cluster.host,
      signer: newSigner(),
      pools: pools as unknown as LocalPools, // a host uses nothing else of them
      log: (line) => this.lines.push(line),
    });
  }

  async publish(...indices: readonly number[]): Promise<void> {
    const open = await this.cluster.connect();
    await open.engine.store.put('s-test', RECIPE.hash, RECIPE.bytes);
    for (const index of indices) {
      const body = encodeChunk({ id: 0, spec: SPEC, items: [index], attempt: 0 });
      const place = { job: 'j', index, serial: 0, first: index, count: 1, total: 9 };
      const kept = { recipe: RECIPE.hash, namespace: 's-test', reply: open.address };
      const sealed = { id: `j.${index}`, body };
      const metadata = { ...place, ...kept, elsewhere: 'yes' as const };
      await open.engine.chunks.publish(writeChunk(sealed, metadata, open).message);
    }
  }

  finish(at: number): void {
    const result = { id: 0, from: 0, values: ['done'], errors: [], runMs: 1 };
    this.runs[at]?.onOver({ ok: true, value: { result, worker: 'host a, worker 1' } });
  }

  async whenRunning(count: number): Promise<void> {
    await until(`${count} chunks to run`, () => this.runs.length === count);
  }

  async end(): Promise<void> {
    await this.host.kill();
    await this.cluster[Symbol.asyncDispose]();
  }

  #run(options: HostJobOptions): HostJob {
    this.runs.push(options);
    const cancel = (error: unknown): void => options.onOver({ ok: false, error });
    return { cancel } as unknown as HostJob; // a handler does nothing else with it
  }
}

const NOTHING = new Uint8Array(0);

const turn = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 20));

describe('ClusterHost', () => {
  it('takes as many chunks as it has slots, and one more for each that is done', async () => {
    const test = new TestHost(2);
    await test.host.begin();
    await test.publish(0, 1, 2, 3);
    await test.whenRunning(2);
    await turn();
    const before = [test.runs.length, test.host.info.busy];

    test.finish(0);
    await test.whenRunning(3);
    await turn();

    assert.deepEqual([before, test.runs.length, test.host.info.busy], [[2, 2], 3, 2]);
    await test.end();
  });

  it('says who it is, signed, to whoever asks which hosts are there', async () => {
    const test = new TestHost(3);
    await test.host.begin();

    const [answer, ...more] = await test.cluster.submitter.presence.hosts(
      newSigner().sign('question', {}, new Uint8Array(0)),
    );

    assert.ok(answer !== undefined && more.length === 0);
    const info = decodeHostInfo(newSigner().verify('host', answer).body);
    assert.deepEqual([info.id, info.name, info.slots, info.busy], ['h-1', 'a', 3, 0]);
    await test.end();
  });

  it('finishes what it runs when it is stopped, takes nothing more, and ends what it owns', async () => {
    const test = new TestHost(1);
    await test.host.begin();
    await test.publish(0, 1);
    await test.whenRunning(1);

    const stopping = test.host.stop();
    await turn();
    const during = [test.host.info.slots, test.arePoolsOver, test.cluster.waiting];
    test.finish(0);
    await stopping;

    assert.deepEqual(during, [0, false, 2]);
    assert.deepEqual([test.runs.length, test.cluster.waiting, test.arePoolsOver], [1, 1, true]);
    assert.equal(test.cluster.host.connection.state, 'closed');
    await test.host.stop(); // the same end
    await test.end();
  });

  it('gives back what it runs when it is killed', async () => {
    const test = new TestHost(1);
    await test.host.begin();
    await test.publish(0);
    await test.whenRunning(1);

    await test.host.kill();

    const [entry] = test.cluster.server.queue.entries();
    assert.equal(entry?.deliveryCount, 1);
    assert.equal(test.cluster.waiting, 1);
    await test.end();
  });

  it('cancels the chunks of a job that is cancelled, and none of another', async () => {
    const test = new TestHost(2);
    await test.host.begin();
    await test.publish(0);
    await test.whenRunning(1);

    const other = newSigner().sign('cancel', { job: 'other' }, new Uint8Array(0));
    const { chunks } = test.cluster.submitter;
    await chunks.markCancelled('other', other);
    await chunks.markCancelled('j', { headers: { job: 'j' }, body: new Uint8Array(0) });
    await turn();
    const before = test.host.info.busy;
    const mine = newSigner().sign('cancel', { job: 'j' }, new Uint8Array(0));
    await chunks.markCancelled('j', mine);
    await until('the slot', () => test.host.info.busy === 0);

    assert.equal(before, 1);
    assert.equal(test.cluster.waiting, 0);
    await test.end();
  });

  it('leaves if its workers do not start', async () => {
    const test = new TestHost(1);
    await test.host.begin();
    await test.publish(0);
    await test.whenRunning(1);

    test.runs[0]?.onOver({ ok: false, error: new CrashLoopError('workers end at once') });
    await test.host.ended();

    assert.match(test.lines[1] ?? '', /this host leaves/);
    await test.end();
  });

  it('leaves when it is told to, and no other start of it does', async () => {
    const test = new TestHost(1);
    await test.host.begin();
    const submitter = { engine: test.cluster.submitter, signer: newSigner() };

    giveOrder(submitter, 'h-2', 'drain');
    submitter.engine.control.say('order', { headers: { host: 'h-1', do: 'drain' }, body: NOTHING });
    await turn();
    const before = test.host.info.slots;
    giveOrder(submitter, 'h-1', 'drain');
    await test.host.ended();

    assert.equal(before, 1);
    assert.match(test.lines[0] ?? '', /was told to leave/);
    await test.end();
  });

  it('takes nothing in quarantine, says so, and takes work again when it is told to', async () => {
    const test = new TestHost(1);
    await test.host.begin();
    await test.publish(0, 1, 2, 3);
    for (let at = 0; at < 3; at += 1) {
      await test.whenRunning(at + 1);
      test.runs[at]?.onOver({ ok: false, error: new InitializerError('no database') });
    }
    await until('quarantine', () => test.host.info.quarantinedUntilMs !== undefined);
    await turn();
    const during = [test.host.info.slots, test.host.info.counts?.failures, test.runs.length];

    giveOrder({ engine: test.cluster.submitter, signer: newSigner() }, 'h-1', 'resume');
    await test.whenRunning(4);
    test.runs[3]?.onOver({ ok: false, error: new InitializerError('no database') });
    await until('quarantine again', () => test.host.info.quarantinedUntilMs !== undefined);
    await test.host.stop();

    assert.equal(test.host.info.quarantinedUntilMs, undefined); // it is leaving, and nothing else
    assert.deepEqual(during, [0, 3, 3]);
    await test.end();
  });

  it('cannot begin twice, or be stopped before it has begun', async () => {
    const test = new TestHost(1);

    await assert.rejects(test.host.stop(), /stopped before it had begun/);
    await test.host.begin();
    await assert.rejects(test.host.begin(), /cannot be running/);

    await test.end();
  });
});
