/** Queues and locks in any order of calls and deaths: nothing is lost or there twice, and nobody waits in vain. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Call, Holder } from '#dist/shared/call.js';
import { QueueCore } from '#dist/shared/objects/queue-core.js';
import { type Grant, SemaphoreCore } from '#dist/shared/objects/semaphore-core.js';
import type { Delivery } from '#dist/shared/objects/served-core.js';
import { fc } from '../../property.ts';
import { item, valueOf } from './holders.ts';

const HOLDERS = 4;
const who = fc.nat(HOLDERS - 1);

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

type Step =
  | { readonly do: 'put' | 'get' | 'receive' | 'die'; readonly who: number }
  | { readonly do: 'takeBack'; readonly who: number };

/** One holder after the other under the same number: who dies is followed by another. */
class Holders {
  readonly #all = Array.from({ length: HOLDERS }, () => new Holder('a worker', true));

  at(index: number): Holder {
    return this.#all[index] as Holder; // there are as many as numbers
  }

  replace(index: number): Holder {
    const old = this.at(index);
    this.#all[index] = new Holder('a worker', true);
    return old;
  }
}

class QueueRun {
  readonly queue: QueueCore = new QueueCore(3);
  readonly received: unknown[] = [];
  readonly #holders = new Holders();
  /** On their way, in the order of their leaving. */
  readonly #deliveries: { readonly to: Holder; readonly delivery: Delivery }[] = [];
  put = 0;
  #last = 0;
  /** Puts that have not been refused. */
  readonly #accepted: Promise<void>[] = [];

  step({ do: kind, who: index }: Step): void {
    const holder = this.#holders.at(index);
    if (kind === 'put') this.#put(holder);
    else if (kind === 'get') this.#get(holder);
    else if (kind === 'die') this.#die(index);
    else this.#settle(holder, kind);
  }

  /** What can still be got when all is over. */
  async rest(): Promise<unknown[]> {
    for (const { delivery } of this.#deliveries.splice(0).reverse()) delivery.takeBack();
    const rest: unknown[] = [];
    await turn();
    for (const { delivery } of this.#deliveries.splice(0)) {
      delivery.accept();
      rest.push(valueOf(delivery));
    }
    const last = new Call(new Holder('the last', true), 0);
    for (;;) {
      try {
        const delivery = await this.queue.get(last);
        delivery.accept();
        rest.push(valueOf(delivery));
      } catch {
        return rest;
      }
    }
  }

  #put(holder: Holder): void {
    this.#last += 1;
    const value = this.#last;
    const putting = (async () => await this.queue.put(new Call(holder), item(value)))();
    this.#accepted.push(
      putting.then(
        () => void (this.put += 1),
        () => {},
      ),
    );
  }

  #get(to: Holder): void {
    const getting = (async () => await this.queue.get(new Call(to)))();
    getting.then(
      (delivery) => {
        if (to.isGone)
          delivery.takeBack(); // as its home does
        else this.#deliveries.push({ to, delivery });
      },
      () => {},
    );
  }

  #settle(holder: Holder, how: 'receive' | 'takeBack'): void {
    const at = this.#deliveries.findIndex(({ to }) => to === holder);
    const [found] = at === -1 ? [] : this.#deliveries.splice(at, 1);
    if (found === undefined) return;
    if (how === 'takeBack') {
      found.delivery.takeBack();
      return;
    }
    found.delivery.accept();
    this.received.push(valueOf(found.delivery));
  }

  #die(index: number): void {
    const holder = this.#holders.replace(index);
    holder.leave();
    const lost = this.#deliveries.filter(({ to }) => to === holder);
    for (const one of lost.reverse()) {
      this.#deliveries.splice(this.#deliveries.indexOf(one), 1);
      one.delivery.takeBack();
    }
    this.queue.forget(holder);
  }
}

const steps = (kinds: readonly Step['do'][]): fc.Arbitrary<Step[]> =>
  fc.array(fc.record({ do: fc.constantFrom(...kinds), who }), { maxLength: 60 });

describe('a queue, in any order of calls and deaths', () => {
  it('gives every item that was put to exactly one', async () => {
    await fc.assert(
      fc.asyncProperty(steps(['put', 'get', 'receive', 'takeBack', 'die']), async (all) => {
        const run = new QueueRun();
        for (const step of all) {
          run.step(step);
          await turn();
        }
        const got = [...run.received, ...(await run.rest())];
        await turn();

        assert.equal(new Set(got).size, got.length, 'an item was there twice');
        assert.equal(got.length, run.put, 'an item was lost, or came from nowhere');
      }),
    );
  });

  it('is first in, first out, as long as nobody dies', async () => {
    await fc.assert(
      fc.asyncProperty(steps(['put', 'get']), async (all) => {
        const run = new QueueRun();
        const order: unknown[] = [];
        for (const step of all) {
          run.step(step);
          await turn();
          for (let index = 0; index < HOLDERS; index += 1) run.step({ do: 'receive', who: index });
        }
        order.push(...run.received, ...(await run.rest()));

        assert.deepEqual(
          order,
          [...order].sort((a, b) => Number(a) - Number(b)),
        );
      }),
    );
  });
});

describe('a semaphore, in any order of calls and deaths', () => {
  it('is never held by more than it has slots, and never free while somebody waits', async () => {
    const kinds = ['acquire', 'release', 'die'] as const;
    const step = fc.record({ do: fc.constantFrom(...kinds), who });
    const slots = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(slots, fc.array(step, { maxLength: 60 }), async (count, all) => {
        const core = new SemaphoreCore(count, 'it');
        const holders = new Holders();
        const held: { readonly by: Holder; readonly id: number }[] = [];
        const order: number[] = [];
        let waiting = 0;
        const acquire = async (by: Holder): Promise<void> => {
          waiting += 1;
          try {
            const { id }: Grant = await core.acquire(new Call(by));
            order.push(id);
            held.push({ by, id });
          } catch {
            // it has died
          }
          waiting -= 1;
        };
        for (const { do: kind, who: index } of all) {
          const by = holders.at(index);
          const at = held.findIndex((one) => one.by === by);
          if (kind === 'acquire') void acquire(by);
          else if (kind === 'release' && at !== -1) {
            const [one] = held.splice(at, 1);
            core.release(new Call(by), one?.id ?? 0);
          } else if (kind === 'die') {
            holders.replace(index).leave();
            core.forget(by);
            for (const one of [...held]) if (one.by === by) held.splice(held.indexOf(one), 1);
          }
          await turn();

          assert.ok(held.length <= count);
          assert.equal(core.isLocked(), held.length === count);
          assert.ok(waiting === 0 || held.length === count, 'somebody waits for what is free');
        }
        assert.deepEqual(
          order,
          [...order].sort((a, b) => a - b),
          'not in the order of asking',
        );
      }),
    );
  });
});
