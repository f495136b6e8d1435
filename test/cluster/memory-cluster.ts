/** Both ends of a cluster in memory, for tests of one part of it: a queue, a signer, a clock that stands still. */
import type { Delivery, Message } from '#dist/cluster/engine/engine.js';
import { ManualClock } from '#dist/cluster/engine/memory/clock.js';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import {
  MemoryServer,
  type MemoryServerOptions,
} from '#dist/cluster/engine/memory/memory-server.js';
import { Serials } from '#dist/cluster/messages/ledger.js';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { Signer } from '#dist/cluster/signing/signer.js';

export class MemoryCluster implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly server: MemoryServer;
  readonly submitter: MemoryEngine;
  readonly host: MemoryEngine;
  readonly signer: Signer = newSigner();
  /** A host does not keep a program alive while it waits; a test is alive until it is over. */
  readonly #alive = setInterval(() => {}, 1000);

  constructor(options: MemoryServerOptions = {}) {
    this.server = new MemoryServer({ clock: this.clock, ...options });
    this.submitter = new MemoryEngine(this.server);
    this.host = new MemoryEngine(this.server);
  }

  /** What a submitter has once it is connected; `replies` fills with what hosts send. */
  async connect(replies: Message[] = []) {
    const listener = await this.submitter.replies.listen((message) => void replies.push(message));
    const { address } = listener;
    const serials = new Serials();
    return { engine: this.submitter, signer: this.signer, namespace: 's-test', serials, address };
  }

  /** Takes `count` chunks out of all queues, as a host does. */
  async take(count: number): Promise<Delivery[]> {
    const taken: Delivery[] = [];
    return await new Promise((resolve, reject) => {
      const onDelivery = (delivery: Delivery): void => {
        if (taken.push(delivery) === count) resolve(taken);
      };
      this.host.chunks
        .receive(onDelivery, () => true)
        .then((subscription) => {
          subscription.request(count);
        }, reject);
    });
  }

  /** How many chunks the queue has, of all jobs. */
  get waiting(): number {
    return [...this.server.queue.entries()].length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#alive);
    await this.submitter[Symbol.asyncDispose]();
    await this.host[Symbol.asyncDispose]();
    this.server[Symbol.dispose]();
  }
}

/** All of these accept each other's messages, and each knows by itself what it has seen. */
export function newSigner(): Signer {
  return new Signer(sharedKeys(['a secret of the tests']), 'test');
}

export function bytes(length: number): Uint8Array {
  return new Uint8Array(length).fill(7);
}
