/**
 * The life of one worker: its state, and with each state what belongs to it.
 *
 *    starting            nothing is known yet
 *    idle ◄──► busy      whether it has worked, how many chunks it may still be given
 *    stopping            how far it had come, what it died of, the shutdown that brings it to its end
 *    dead                nothing is left
 *
 * Owns the state and the shutdown. Knows of chunks only how many there are; which moves there are is
 * said in `worker-state.ts`.
 */
import { InvariantError } from '../base/errors.ts';
import type { ErrorPayload } from '../base/payload.ts';
import { timerMs, unref } from '../base/timer.ts';
import type { Channel } from '../transport/transport.ts';
import type { EndReason, ExitReport, Stage } from './exit-report.ts';
import { Shutdown } from './shutdown.ts';
import { move } from '../base/state-machine.ts';
import { WORKER_MOVES, type WorkerState } from './worker-state.ts';

type State = { readonly kind: 'starting' } | InService | Stopping | { readonly kind: 'dead' };

/** Changes with every message, so it is changed in place. */
interface InService {
  kind: 'idle' | 'busy';
  hasWorked: boolean;
  /** Gets nothing more, whatever `chunksLeft` says. */
  isRetired: boolean;
  chunksLeft: number;
}

interface Stopping {
  readonly kind: 'stopping';
  stage: Stage;
  crash: ErrorPayload | undefined;
  readonly shutdown: Shutdown;
}

export interface LifeOptions {
  /** How many chunks the worker may run in its life. */
  readonly maxChunks: number;
  /** Between asking the worker to end and making it. */
  readonly killGraceMs: number;
}

export class WorkerLife {
  readonly #channel: Channel;
  readonly #options: LifeOptions;
  #state: State = { kind: 'starting' };
  #leaving: NodeJS.Timeout | undefined;

  constructor(channel: Channel, options: LifeOptions) {
    this.#channel = channel;
    this.#options = options;
  }

  get state(): WorkerState {
    return this.#state.kind;
  }

  /** How many more chunks the worker may be given, as far as its life goes. */
  get chunksLeft(): number {
    const state = this.#state;
    return isInService(state) && !state.isRetired ? state.chunksLeft : 0;
  }

  /** The worker has been given all the chunks it may: it ends when it has nothing in hand. */
  get isSpent(): boolean {
    const state = this.#state;
    return isInService(state) && (state.isRetired || state.chunksLeft === 0);
  }

  /** False if the worker is being ended: then it does not become ready any more. */
  becomeReady(): boolean {
    if (this.#state.kind !== 'starting') return false;
    const { maxChunks: chunksLeft } = this.#options;
    this.#moveTo({ kind: 'idle', hasWorked: false, isRetired: false, chunksLeft });
    return true;
  }

  /** Throws if the worker must not be given anything now. */
  assertInService(): void {
    if (isInService(this.#state)) return;
    throw new InvariantError(`a worker that is ${this.state} was given work`);
  }

  noteGiven(count: number): void {
    const state = this.#state;
    if (!isInService(state)) return;
    state.chunksLeft -= count;
    if (state.kind === 'idle') state.kind = move('a worker', WORKER_MOVES, state.kind, 'busy');
  }

  noteTakenBack(count: number): void {
    if (isInService(this.#state)) this.#state.chunksLeft += count;
  }

  /** The worker has done a chunk. */
  noteDone(): void {
    const state = this.#state;
    if (isInService(state)) state.hasWorked = true;
    else if (state.kind === 'stopping') state.stage = 'has worked';
  }

  /** Nothing is in hand any more. False if the worker was not busy, so nothing has changed. */
  becomeIdle(): boolean {
    const state = this.#state;
    if (state.kind === 'stopping') state.shutdown.noteFree();
    if (state.kind !== 'busy') return false;
    state.kind = move('a worker', WORKER_MOVES, state.kind, 'idle');
    return true;
  }

  /** The worker is to be given nothing more. */
  retire(): void {
    if (isInService(this.#state)) this.#state.isRetired = true;
  }

  /** The worker is to be given nothing more, and has the grace time to finish what it has. */
  leave(): void {
    this.retire();
    const { killGraceMs } = this.#options;
    this.#leaving ??= unref(setTimeout(() => this.end('ended by us'), timerMs(killGraceMs)));
  }

  /** Lets the worker end by itself. */
  stop(): void {
    if (!this.#isOnItsWayOut()) this.#beginStopping('ended by us').tell();
  }

  /** Asks the worker to end, whatever it is doing, and insists after the grace time. */
  end(reason: EndReason): void {
    const state = this.#state;
    if (state.kind === 'dead') return;
    if (state.kind !== 'stopping') {
      this.#beginStopping(reason).ask();
    } else if (!state.shutdown.wasAsked) {
      state.stage = reason;
      state.shutdown.ask();
    }
  }

  /** As `end`, when the task that runs has ended, for which it has so long. */
  endAfterTask(graceMs: number): void {
    if (!this.#isOnItsWayOut()) this.#beginStopping('ended by us').awaitTask(graceMs);
  }

  /** The worker says what it dies of. It ends by itself, unless an 'exit' listener of a task hinders it. */
  noteCrash(crash: ErrorPayload): void {
    if (this.#state.kind === 'stopping') this.#state.crash = crash;
    else if (this.#state.kind !== 'dead') this.#beginStopping(stageOf(this.#state), crash).expect();
  }

  /** The worker, told to end, still has output that somebody reads: its grace time begins again. */
  notePrinting(): void {
    if (this.#state.kind === 'stopping') this.#state.shutdown.wait();
  }

  /** The worker has ended. The answer is how far it had come. */
  die(): Pick<ExitReport<never>, 'stage' | 'crash'> {
    const state = this.#state;
    this.#moveTo({ kind: 'dead' });
    clearTimeout(this.#leaving);
    if (state.kind !== 'stopping') return { stage: stageOf(state), crash: undefined };
    state.shutdown.clear();
    return { stage: state.stage, crash: state.crash };
  }

  #isOnItsWayOut(): boolean {
    return this.#state.kind === 'stopping' || this.#state.kind === 'dead';
  }

  #beginStopping(stage: Stage, crash?: ErrorPayload): Shutdown {
    const shutdown = new Shutdown(this.#channel, this.#options.killGraceMs);
    this.#moveTo({ kind: 'stopping', stage, crash, shutdown });
    return shutdown;
  }

  #moveTo(state: State): void {
    move('a worker', WORKER_MOVES, this.#state.kind, state.kind);
    this.#state = state;
  }
}

function isInService(state: State): state is InService {
  return state.kind === 'idle' || state.kind === 'busy';
}

function stageOf(state: Exclude<State, Stopping>): Stage {
  if (!isInService(state)) return 'starting';
  return state.hasWorked ? 'has worked' : 'ready';
}
