/** Holders and calls as a home makes them, for tests of objects without any worker. */
import { Call, Holder } from '#dist/shared/call.js';
import type { Delivery, ServedCore } from '#dist/shared/objects/served-core.js';
import { Packed } from '#dist/shared/values/packed.js';

/** Its timers keep the test alive, as those of the program itself do. */
export function holder(name = 'a worker'): Holder {
  return new Holder(name, true);
}

export function callOf(one: Holder, limitMs?: number): Call {
  return new Call(one, limitMs);
}

/** The worker dies, as its home sees it. */
export function die(core: ServedCore, one: Holder): void {
  one.leave();
  core.forget?.(one);
}

export function item(value: unknown): Packed {
  return Packed.of([value], 'an item');
}

/** What was delivered, once the holder has said that it is there. */
export function received(delivery: Delivery): unknown {
  delivery.accept();
  return valueOf(delivery);
}

export function valueOf({ value }: Delivery): unknown {
  return value.values()[0];
}

/** Whether a promise is still pending when all that is ready has run. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const mark = {};
  const turn = new Promise<unknown>((resolve) => setImmediate(resolve, mark));
  return (await Promise.race([promise.catch(() => undefined), turn])) === mark;
}
