/** An event where it lives: a flag that can be waited for. */
import type { Call, Holder } from '../call.ts';
import type { Packed } from '../values/packed.ts';
import { invokeAmong, type ServedCore } from './served-core.ts';
import { WaitingLine } from './waiting-line.ts';

const METHODS = ['set', 'clear', 'isSet', 'wait'] as const;

export class EventCore implements ServedCore {
  readonly #line = new WaitingLine<void>('the event was not set');
  #isSet = false;

  invoke(call: Call, method: string, args: Packed): unknown {
    return invokeAmong(this, METHODS, { call, method, args });
  }

  set(): void {
    this.#isSet = true;
    this.#line.resolveAll(undefined);
  }

  clear(): void {
    this.#isSet = false;
  }

  isSet(): boolean {
    return this.#isSet;
  }

  /** @throws TimeoutError */
  wait(call: Call): void | Promise<void> {
    if (!this.#isSet) return this.#line.wait(call, undefined);
  }

  forget(holder: Holder): void {
    this.#line.forget(holder);
  }
}
