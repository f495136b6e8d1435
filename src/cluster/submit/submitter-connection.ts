/**
 * A submitter's connection to the cluster: opens by itself, listens for results, knows which hosts are there.
 *
 *    connecting ──► listening ──► open ──► closed        closed by disposing, from any state
 *
 * Whether the server can be reached at the moment is the engine's own state (`engine.connection`). This class
 * measures how long it cannot, and reports the connection as lost after `lostMs`.
 *
 * Owns the engine, everything that listens on it, and the one clock of the submitter: every few seconds the
 * hosts are asked for and `onCheck` is called.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { InvariantError } from '../../core/base/errors.ts';
import { timerMs } from '../../core/base/timer.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { ConnectionState, Engine, Message } from '../engine/engine.ts';
import { giveOrder } from '../messages/host-order.ts';
import { Serials } from '../messages/ledger.ts';
import type { HostInfo } from '../messages/host-info.ts';
import { meets } from '../messages/labels.ts';
import type { ResultMetadata } from '../messages/metadata.ts';
import type { Signer } from '../signing/signer.ts';
import { Membership } from './membership.ts';
import { warnOfNobody } from './nobody.ts';
import type { OpenConnection } from './open-connection.ts';
import { type ReceivedResult, receiveResult } from './receive-result.ts';

export interface SubmitterConnectionOptions {
  /** Opens the engine. Rejects in the end if it cannot be reached. */
  readonly connect: () => Promise<Engine>;
  readonly signer: Signer;
  /** For people. */
  readonly poolName: string;
  /** The job name under which this submitter keeps its recipes: a token that nobody else uses. */
  readonly namespace: string;
  /** How long the server may be out of reach before the work that waits fails. */
  readonly lostMs: number;
}

export interface ConnectionEvents {
  /** The placements of what waits. */
  readonly waiting: () => Iterable<string>;
  readonly isInFlight: (metadata: ResultMetadata) => boolean;
  readonly onHosts: () => void;
  readonly onResult: (result: ReceivedResult) => void;
  /** Somebody else has cancelled a job. */
  readonly onCancelled: (job: string) => void;
  /** Every few seconds while the connection is open: look whether something has been lost. */
  readonly onCheck: () => void;
  /** The connection cannot be used any more, and not because it was disposed. */
  readonly onLost: (error: unknown) => void;
}

/** What there is once the connection is open. */
interface Session {
  readonly open: OpenConnection;
  readonly membership: Membership;
  readonly checks: NodeJS.Timeout;
}

type State =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'listening'; readonly engine: Engine }
  | { readonly kind: 'open'; readonly engine: Engine; readonly session: Session }
  /** `session`: what can still be used while what is left on the server is taken away. */
  | { readonly kind: 'closed'; readonly session: Session | undefined };

const NEXT: Readonly<Record<State['kind'], readonly State['kind'][]>> = {
  connecting: ['listening', 'closed'],
  listening: ['open', 'closed'],
  open: ['closed'],
  closed: [],
};

/** A host that dies says nothing: this is how long it is still counted on, at most. */
const CHECK_MS = 5000;

export class SubmitterConnection implements AsyncDisposable {
  readonly #options: SubmitterConnectionOptions;
  readonly #events: ConnectionEvents;
  readonly #opening: Promise<void>;
  #state: State = { kind: 'connecting' };
  /** Runs while the server is out of reach. */
  #outage: NodeJS.Timeout | undefined;
  #hasStored = false;

  constructor(options: SubmitterConnectionOptions, events: ConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.#opening = this.#start();
  }

  /** `undefined` until it has been opened for the first time. */
  get open(): OpenConnection | undefined {
    return this.#session?.open;
  }

  get hosts(): readonly HostInfo[] {
    return this.#session?.membership.hosts ?? [];
  }

  /** Hosts that meet `placement` are there, and no host runs anything, as they last said. */
  areHostsIdle(placement: string): boolean {
    return this.slotsFor(placement) > 0 && this.hosts.every(({ busy }) => busy === 0);
  }

  /** How many chunks the hosts that meet `placement` run at once. */
  slotsFor(placement: string): number {
    return this.#session?.membership.slotsFor(placement) ?? 0;
  }

  /** If all hosts that meet `placement` are in quarantine, and there is such work: better its errors than to wait. */
  endQuarantines(placement: string): void {
    const { open } = this;
    if (open === undefined || this.slotsFor(placement) > 0) return;
    for (const { id, labels, quarantinedUntilMs } of this.hosts) {
      if (quarantinedUntilMs !== undefined && meets(labels, placement))
        giveOrder(open, id, 'resume');
    }
  }

  /** Something was put into the store under the submitter's namespace. */
  noteStored(): void {
    this.#hasStored = true;
  }

  /** Deletes what was stored under the submitter's namespace. */
  async deleteStored(): Promise<void> {
    const { open } = this;
    if (this.#hasStored && open !== undefined) await open.engine.store.deleteJob(open.namespace);
  }

  /** Does not wait for an engine that is still connecting: that ends as soon as it is there. */
  async [Symbol.asyncDispose](): Promise<void> {
    const before = this.#state;
    if (before.kind === 'closed') return;
    this.#move({ kind: 'closed', session: this.#session });
    clearTimeout(this.#outage);
    clearInterval(this.#session?.checks);
    this.#session?.membership[Symbol.dispose]();
    if (before.kind === 'connecting') return;
    await this.#opening;
    await before.engine[Symbol.asyncDispose]();
  }

  get #session(): Session | undefined {
    return 'session' in this.#state ? this.#state.session : undefined;
  }

  get #isClosed(): boolean {
    return this.#state.kind === 'closed';
  }

  #move(next: State): void {
    if (!NEXT[this.#state.kind].includes(next.kind)) {
      throw new InvariantError(`a connection that is ${this.#state.kind} cannot be ${next.kind}`);
    }
    this.#state = next;
  }

  async #start(): Promise<void> {
    try {
      await delay(0); // the owner gets no event before its constructor has returned
      if (this.#isClosed) return;
      const engine = await this.#options.connect();
      if (this.#isClosed) await engine[Symbol.asyncDispose]();
      else await this.#listen(engine);
    } catch (error) {
      if (!this.#isClosed) this.#events.onLost(error);
    }
  }

  async #listen(engine: Engine): Promise<void> {
    const { signer, namespace } = this.#options;
    this.#move({ kind: 'listening', engine });
    engine.connection.onChange((state, why) => this.#onChange(state, why));
    const serials = new Serials();
    const { address } = await engine.replies.listen(
      (message) => this.#onMessage(message),
      () => serials.describe(signer, namespace),
    );
    await engine.chunks.onCancelled((mark) => this.#onCancel(mark));
    await engine.control.hear('hosts', (news) => this.#onHostNews(news));
    if (this.#isClosed) return;
    const session = this.#begin({ engine, signer, namespace, serials, address });
    this.#move({ kind: 'open', engine, session });
    await session.membership.refresh();
  }

  #begin(open: OpenConnection): Session {
    const membership = new Membership({
      engine: open.engine,
      signer: open.signer,
      waiting: this.#events.waiting,
      onChange: this.#events.onHosts,
      onNobody: (nobody) => warnOfNobody(this.#options.poolName, nobody),
    });
    const checks = setInterval(() => {
      void membership.refresh();
      this.#events.onCheck();
    }, CHECK_MS);
    return { open, membership, checks: checks.unref() };
  }

  async #onMessage(message: Message): Promise<void> {
    const { open } = this;
    if (open === undefined) return;
    const received = await receiveResult(message, open, this.#events.isInFlight);
    if (received !== undefined) this.#events.onResult(received);
  }

  #onCancel(mark: Message): void {
    const job = this.#options.signer.find('cancel', mark)?.headers['job'];
    if (job !== undefined) this.#events.onCancelled(job);
  }

  #onHostNews(news: Message): void {
    if (this.#options.signer.find('host', news) !== undefined)
      void this.#session?.membership.refresh();
  }

  #onChange(state: ConnectionState, why: string): void {
    clearTimeout(this.#outage);
    if (this.#isClosed) return;
    switch (state) {
      case 'connected':
        void this.#session?.membership.refresh();
        return;
      case 'closed':
        this.#events.onLost(lostError('closed', why));
        return;
      case 'disconnected': {
        const lose = (): void => this.#events.onLost(lostError('unreachable', why));
        this.#outage = setTimeout(lose, timerMs(this.#options.lostMs)).unref();
      }
    }
  }
}

function lostError(reason: 'closed' | 'unreachable', why: string): EngineError {
  const text = `the connection to the cluster's server is lost, and with it the work under way: ${why}`;
  return new EngineError(reason, text);
}
