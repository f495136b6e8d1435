/**
 * Which hosts are there, as far as a submitter knows. Its owner has it ask when the connection is made, when
 * a host says that it has come or is going, and every few seconds; while no host is there it asks by
 * itself, several times a second.
 *
 *    presence ── hosts ──► Membership ── onChange ──► how many chunks may be in flight, how jobs are cut
 *
 * Calls `onNobody`, once, if work waits and no host takes any.
 */
import type { Engine, Message } from '../engine/engine.ts';
import { decodeHostInfo, type HostInfo, whyIdle } from '../messages/host-info.ts';
import type { Signer } from '../signing/signer.ts';
import { thrownText } from '../../core/base/thrown-text.ts';

export interface MembershipOptions {
  readonly engine: Pick<Engine, 'presence'>;
  readonly signer: Signer;
  /** Whether work waits for a host. */
  readonly isWaiting: () => boolean;
  readonly onChange: () => void;
  /** No host has taken anything for some seconds, and work waits; `reasons`: why those do not that have answered. */
  readonly onNobody: (reasons: readonly string[]) => void;
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
  #search: NodeJS.Timeout | undefined;
  #asking: Promise<void> | undefined;
  #mustAskAgain = false;
  #aloneSinceMs = performance.now();
  #hasWarned = false;
  #isOver = false;

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  get hosts(): readonly HostInfo[] {
    return this.#hosts;
  }

  /** How many chunks all hosts run at once. */
  get slots(): number {
    return this.#hosts.reduce((sum, host) => sum + host.slots, 0);
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
    if (this.slots === 0) this.#searchSoon();
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
    if (this.slots > 0) {
      this.#aloneSinceMs = performance.now();
      this.#hasWarned = false;
    } else if (!this.#options.isWaiting()) {
      this.#aloneSinceMs = performance.now();
    } else if (!this.#hasWarned && performance.now() - this.#aloneSinceMs >= WARN_MS) {
      this.#hasWarned = true;
      const idle = hosts.map((host) => `host ${host.name}: ${whyIdle(host)}`);
      this.#options.onNobody([...this.#refusals, ...idle.slice(0, MAX_REFUSALS)]);
    }
    this.#options.onChange();
  }

  #searchSoon(): void {
    if (this.#isOver) return;
    this.#search = setTimeout(() => void this.refresh(), SEARCH_MS).unref();
  }
}
