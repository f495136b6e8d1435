/**
 * Which hosts are there, as far as a submitter knows. Its owner has it ask when the connection is made, when
 * a host says that it has come or is going, and every few seconds; while no host is there it asks by
 * itself, several times a second.
 *
 *    presence ── hosts ──► Membership ── onChange ──► how many chunks may be in flight, how jobs are cut
 *
 * Calls `onNobody`, once for each placement, if work waits and no host takes it.
 */
import type { Engine, Message } from '../engine/engine.ts';
import { decodeHostInfo, type HostInfo } from '../messages/host-info.ts';
import { meets } from '../messages/labels.ts';
import type { Nobody } from './nobody.ts';
import type { Signer } from '../signing/signer.ts';
import { thrownText } from '../../core/base/thrown-text.ts';

export interface MembershipOptions {
  readonly engine: Pick<Engine, 'presence'>;
  readonly signer: Signer;
  /** What the work that waits asks of hosts, each placement once. */
  readonly waiting: () => Iterable<string>;
  readonly onChange: () => void;
  /** For some seconds no host was there that could take it, and such work waits. */
  readonly onNobody: (nobody: Nobody) => void;
}

/** How often to ask while no host takes anything. */
const SEARCH_MS = 250;
/** How long work waits without a host before `onNobody` is called. */
const WARN_MS = 5000;
const MAX_REFUSALS = 3;
const NOTHING = new Uint8Array(0);

export class Membership implements Disposable {
  readonly #options: MembershipOptions;
  #hosts: readonly HostInfo[] = [];
  /** Why answers to the last question did not count. */
  readonly #refusals = new Set<string>();
  /** What waits now waits since the look before this one, at most. */
  #lastLookMs: number | undefined;
  #search: NodeJS.Timeout | undefined;
  #asking: Promise<void> | undefined;
  #mustAskAgain = false;
  /** By placement: how many chunks hosts run at once, as far as that was asked since they last changed. */
  readonly #slots = new Map<string, number>();
  /** Placements that wait and that no host can take: since when, and whether that was said. */
  readonly #alone = new Map<string, { readonly sinceMs: number; isSaid: boolean }>();
  #isOver = false;

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  get hosts(): readonly HostInfo[] {
    return this.#hosts;
  }

  /** How many chunks the hosts that meet `placement` run at once. */
  slotsFor(placement: string): number {
    const known = this.#slots.get(placement);
    if (known !== undefined) return known;
    const fitting = this.#hosts.filter(({ labels }) => meets(labels, placement));
    const slots = fitting.reduce((sum, host) => sum + host.slots, 0);
    this.#slots.set(placement, slots);
    return slots;
  }

  /**
   * Asks who is there, and settles when that is known. While it is asking already it asks once more
   * afterwards: the answers under way may be older than this call.
   */
  async refresh(): Promise<void> {
    if (this.#asking !== undefined) {
      this.#mustAskAgain = true;
      await this.#asking;
      return;
    }
    this.#asking = this.#ask();
    await this.#asking;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#search);
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#search);
    do {
      this.#mustAskAgain = false;
      try {
        const question = this.#options.signer.sign('question', {}, NOTHING);
        const answers = await this.#options.engine.presence.hosts(question);
        this.#refusals.clear();
        // By id: whoever has heard an answer can give it once more.
        const byId = new Map(answers.flatMap((answer) => this.#read(answer)));
        this.#accept([...byId.values()]);
      } catch {
        // Not connected at the moment: the connection tells those who need to know.
      }
    } while (this.#mustAskAgain && !this.#isOver);
    this.#asking = undefined;
    if (this.slotsFor('') === 0) this.#searchSoon();
  }

  #read(answer: Message): [string, HostInfo][] {
    try {
      const info = decodeHostInfo(this.#options.signer.verify('host', answer).body);
      return [[info.id, info]];
    } catch (error) {
      const reason = thrownText(error);
      if (this.#refusals.size < MAX_REFUSALS) this.#refusals.add(reason);
      return []; // not one of ours
    }
  }

  #accept(hosts: readonly HostInfo[]): void {
    if (this.#isOver) return;
    this.#hosts = hosts;
    this.#slots.clear();
    this.#lookForAlone();
    this.#options.onChange();
  }

  #lookForAlone(): void {
    const nowMs = performance.now();
    const sinceMs = this.#lastLookMs ?? nowMs;
    this.#lastLookMs = nowMs;
    const waiting = new Set(this.#options.waiting());
    for (const placement of this.#alone.keys()) {
      if (!waiting.has(placement)) this.#alone.delete(placement);
    }
    for (const placement of waiting) {
      const alone = this.#alone.get(placement) ?? { sinceMs, isSaid: false };
      this.#alone.set(placement, alone);
      if (this.slotsFor(placement) > 0) this.#alone.delete(placement);
      else if (!alone.isSaid && nowMs - alone.sinceMs >= WARN_MS) this.#say(placement, alone);
    }
  }

  #say(placement: string, alone: { isSaid: boolean }): void {
    alone.isSaid = true;
    this.#options.onNobody({ placement, hosts: this.#hosts, refusals: this.#refusals });
  }

  #searchSoon(): void {
    if (this.#isOver) return;
    this.#search = setTimeout(() => void this.refresh(), SEARCH_MS).unref();
  }
}
