/**
 * Workers in the caller's own thread. Messages are cloned as for threads, so what could not cross
 * there cannot cross here; only the isolation is missing. A task cannot be stopped: `kill` makes the
 * worker start nothing more and forgets what it is doing.
 */
import { cloneValue } from '../base/clone.ts';
import { setImmediate } from '../base/node-turns.ts';
import type { WorkerExit } from '../base/exit.ts';
import { loadOwnFile } from '../base/own-files.ts';
import type { Transferable } from '../base/transferable.ts';
import { checkPosted, fromPosted, toPosted } from '../wire/posted.ts';
import { bytesIn } from '../wire/posted-bytes.ts';
import type { FromWorker, ToWorker } from '../wire/messages.ts';
import { SharedTickets } from '../tickets/shared-tickets.ts';
import type { Channel, ChannelOptions, Traffic } from './transport.ts';

export function openInlineChannel(options: ChannelOptions): Channel {
  return new InlineChannel(options);
}

const ENTRY = 'core/worker/inline-entry';
const CODE_OF_THE_KILLED = 137; // as a shell reports SIGKILL: there is no signal here

/** What `worker/inline-entry` exports; named here because this layer must not import that one. */
interface InlineEntry {
  startInline(port: object): (message: ToWorker) => void;
}

class InlineChannel implements Channel {
  readonly pid: number = process.pid;
  readonly tickets: SharedTickets = new SharedTickets();
  readonly closed: Promise<WorkerExit>;
  readonly #options: ChannelOptions;
  readonly #receive: Promise<(message: ToWorker) => void>;
  #isOpen = true;
  #sent = 0;
  #received = 0;
  #onEnd: (exitCode: number) => void = () => {};

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.closed = this.#waitForEnd();
    this.#receive = this.#start();
    // Never unhandled: that our own file cannot be loaded would be found by every `send`.
    this.#receive.catch(() => this.#close(1));
  }

  get traffic(): Traffic {
    return { sent: this.#sent, received: this.#received };
  }

  send(message: ToWorker, transfer: readonly Transferable[] = []): void {
    const { value, ours } = toPosted(message, transfer.length > 0);
    this.#sent += bytesIn(value);
    const copy: unknown = cloneValue(value, {
      transfer: [...transfer, ...ours] as ArrayBuffer[],
    });
    if (!this.#isOpen) return;
    void this.#receive.then((receive) => {
      if (this.#isOpen) receive(fromPosted<ToWorker>(copy));
    });
  }

  end(): void {
    this.kill();
  }

  kill(): void {
    this.#close(CODE_OF_THE_KILLED);
  }

  async #start(): Promise<(message: ToWorker) => void> {
    const entry = (await loadOwnFile(ENTRY)) as InlineEntry;
    return entry.startInline({
      kind: 'inline',
      // The killed take no tickets: what they hold can still be taken back.
      tickets: { take: () => (this.#isOpen ? this.tickets.take() : undefined) },
      send: (message: FromWorker, moved?: readonly ArrayBuffer[]) => this.#deliver(message, moved),
      // A turn of the event loop between chunks: the caller's own timers and I/O run on.
      flushed: async () => await new Promise<void>((resolve) => setImmediate(resolve)),
      check: checkPosted,
      end: (exitCode: number, lastMessage?: FromWorker) => {
        if (lastMessage !== undefined) this.#deliver(lastMessage);
        this.#close(exitCode);
      },
    });
  }

  #deliver(message: FromWorker, moved: readonly ArrayBuffer[] = []): void {
    const { value, ours } = toPosted(message, moved.length > 0);
    this.#received += bytesIn(value);
    const copy: unknown = cloneValue(value, { transfer: [...moved, ...ours] });
    if (this.#isOpen) this.#options.onMessage(fromPosted<FromWorker>(copy));
  }

  #close(exitCode: number): void {
    this.#isOpen = false;
    this.#onEnd(exitCode);
  }

  async #waitForEnd(): Promise<WorkerExit> {
    const exitCode = await new Promise<number>((resolve) => {
      this.#onEnd = resolve;
    });
    const { workerId } = this.#options;
    return { workerId, pid: this.pid, exitCode, signal: null, lastWords: '' };
  }
}
