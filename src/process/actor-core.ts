/**
 * An actor as the program sees it: where its calls go, now and after a restart.
 *
 *    calls ──► up ────────► ActorLine ┈┈┈► the instance, in its worker
 *              starting     they wait, in order
 *              over         they fail
 *
 *    up ──► starting ──► up …  as often as there are restarts, then over
 *
 * Invariant: a call has been sent to one worker, or waits, or has failed. What was sent is never sent again.
 */
import type { CallerStack } from '../core/api/caller-stack.ts';
import { PoolTerminatedError, type WorkerLostError } from '../core/base/errors.ts';
import { KeepAlive } from '../core/base/keep-alive.ts';
import { move, type Moves } from '../core/base/state-machine.ts';
import type { ValueCodec } from '../core/base/value-codec.ts';
import type { Call } from '../shared/call.ts';
import { HomeLink } from '../shared/link.ts';
import { CALL_STACKS } from '../shared/remote/call-stacks.ts';
import type { ServedCore } from '../shared/objects/served-core.ts';
import type { Packed } from '../shared/values/packed.ts';
import type { ActorCall, ActorLine } from './actor-line.ts';
import type { ChildWorker } from './child.ts';
import { unref } from '../core/base/timer.ts';

/** Starts a worker with the instance in it; `onChild` is told of the worker as soon as there is one. */
export type OpenLine = (onChild: (child: ChildWorker) => void) => Promise<ActorLine>;

interface Waiting {
  readonly stack: CallerStack;
  send(line: ActorLine): void;
  reject(error: unknown): void;
}

type State =
  | { readonly kind: 'up'; readonly line: ActorLine }
  | { readonly kind: 'starting'; readonly last: ActorLine }
  /** `cause`: why it could not be made anew. */
  | { readonly kind: 'over'; readonly last: ActorLine; readonly cause?: unknown }
  | { readonly kind: 'disposed' };

const MOVES: Moves<State['kind']> = {
  up: ['starting', 'over', 'disposed'],
  starting: ['up', 'over', 'disposed'],
  over: ['disposed'],
  disposed: [],
};

/** Between one start and the next if nothing was answered in between; doubled each time. */
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1000;

export class ActorCore implements ServedCore {
  /** The instances keep their classes between here and the worker; what tasks give and get has none. */
  readonly codec: ValueCodec | undefined;
  readonly #open: OpenLine;
  readonly #keepAlive = new KeepAlive();
  readonly #waiting: Waiting[] = [];
  #state: State;
  /** Of the worker there is, or that is to be. */
  #child: ChildWorker;
  #restartsLeft: number;
  /** How many workers in a row have answered nothing. */
  #fruitless = 0;

  /** `line`: the first; `open` makes the others. */
  constructor(line: ActorLine, restarts: number, open: OpenLine) {
    this.codec = line.codec;
    this.#open = open;
    this.#child = line.child;
    this.#restartsLeft = restarts;
    this.#state = { kind: 'up', line };
    this.#watch(line);
  }

  /** Not async, as all that is on the way of a call: each promise in between costs turns of its own. */
  invoke({ holder }: Call, method: string, args: Packed): Promise<unknown> {
    const stack = CALL_STACKS.capture(HomeLink.prototype.call);
    const call = { method, args, holder, stack };
    const state = this.#state;
    if (state.kind === 'up' && state.line.isOpen) return this.#send(state.line, call);
    if (state.kind === 'over' || state.kind === 'disposed') return this.#refuse(stack);
    if (state.kind === 'up') state.line.hasten();
    return new Promise((resolve, reject) => {
      this.#wait({ stack, send: (line) => resolve(this.#send(line, call)), reject });
    });
  }

  /** Ends it: what is under way fails. */
  async ended(): Promise<void> {
    if (!this.#isDisposed()) {
      this.#become({ kind: 'disposed' });
      this.#rejectWaiting();
    }
    await this.#child.terminate();
  }

  async #send(line: ActorLine, call: ActorCall): Promise<unknown> {
    try {
      const answer = await line.call(call);
      this.#fruitless = 0;
      return answer;
    } catch (error) {
      if (line.isOpen) this.#fruitless = 0;
      throw this.#state.kind === 'disposed' && !line.isOpen ? disposed() : error;
    }
  }

  #wait(call: Waiting): void {
    this.#waiting.push(call);
    this.#keepAlive.setWorking(true);
  }

  #watch(line: ActorLine): void {
    void line.child.worker.ended.then(() => this.#onLost(line));
  }

  #onLost(last: ActorLine): void {
    if (this.#state.kind === 'disposed') return;
    if (this.#restartsLeft > 0) this.#become({ kind: 'starting', last });
    else this.#finish({ kind: 'over', last });
    if (this.#state.kind === 'starting') void this.#restart(last);
  }

  async #restart(last: ActorLine): Promise<void> {
    let cause: unknown;
    while (this.#restartsLeft > 0) {
      this.#restartsLeft -= 1;
      await this.#pause();
      if (this.#isDisposed()) return;
      try {
        const line = await this.#open((child) => {
          this.#child = child;
        });
        this.#goOn(line);
        return;
      } catch (error) {
        if (this.#isDisposed()) return;
        cause = error;
      }
    }
    this.#finish({ kind: 'over', last, cause });
  }

  #goOn(line: ActorLine): void {
    if (this.#isDisposed()) return; // its worker is being ended
    this.#become({ kind: 'up', line });
    this.#watch(line);
    for (const call of this.#takeWaiting()) call.send(line);
  }

  async #pause(): Promise<void> {
    const ms = this.#fruitless === 0 ? 0 : FIRST_PAUSE_MS * 2 ** (this.#fruitless - 1);
    this.#fruitless += 1;
    if (ms === 0) return;
    await new Promise<void>((resolve) => {
      unref(setTimeout(resolve, Math.min(ms, MAX_PAUSE_MS)));
    });
  }

  #finish(state: State): void {
    this.#become(state);
    this.#rejectWaiting();
  }

  #rejectWaiting(): void {
    for (const { stack, reject } of this.#takeWaiting()) void this.#refusal(stack).then(reject);
  }

  #takeWaiting(): Waiting[] {
    this.#keepAlive.setWorking(false);
    return this.#waiting.splice(0);
  }

  async #refuse(stack: CallerStack): Promise<never> {
    throw await this.#refusal(stack);
  }

  async #refusal(stack: CallerStack): Promise<WorkerLostError | PoolTerminatedError> {
    const state = this.#state;
    if (state.kind !== 'over') return disposed();
    const error = await state.last.lost(stack);
    if (state.cause !== undefined) error.cause = state.cause;
    return error;
  }

  #isDisposed(): boolean {
    return this.#state.kind === 'disposed';
  }

  #become(next: State): void {
    move('an actor', MOVES, this.#state.kind, next.kind);
    this.#state = next;
  }
}

function disposed(): PoolTerminatedError {
  return new PoolTerminatedError('the actor was ended before this call was done');
}
