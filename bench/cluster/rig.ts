/**
 * What is measured: chunks that go to hosts in other processes and whose bodies come back as they
 * were. Signing, functions and pools are left out, so that the engines can be compared; what signing adds is a row of its own.
 */

export interface RigOptions {
  /** Hosts in all, over how many processes. */
  readonly hosts: number;
  readonly processes: number;
  /** Chunks that a host runs at a time. */
  readonly slots: number;
  /** How long a host may be silent about a chunk. */
  readonly visibilityMs: number;
}

/** A server, hosts, and a submitter (this process). */
export interface Rig extends AsyncDisposable {
  readonly name: string;
  /** One chunk there and back. */
  call(body: Uint8Array): Promise<Uint8Array>;
  /** Queues that many chunks while nobody takes any, drops half of them, and tells how long that took. */
  cancelHalf(count: number): Promise<number>;
  /** The host that gets the next chunk never finishes it. */
  holdNext(): void;
  /** Kills the process of the host that holds a chunk; another is there. */
  killHolder(): Promise<void>;
  readonly serverPid: number;
  readonly hostPids: readonly number[];
}

export interface Contestant {
  readonly name: string;
  /** `false`, or why it cannot be measured here. */
  readonly missing: string | false;
  start(options: RigOptions): Promise<Rig>;
}

/** What a host process is told on its command line. */
export interface HostOrders {
  readonly url: string;
  readonly hosts: number;
  readonly slots: number;
  readonly visibilityMs: number;
}

/** The body of a chunk that a host must hold for ever: it says who it is, and nothing else. */
export const HOLD = 'hold';
