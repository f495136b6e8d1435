/** The beginning and the end of a worker: what runs before its first task, and after its last. */
import { ProtocolError } from '../base/errors.ts';
import { type StartMessage, WIRE_VERSION } from '../wire/messages.ts';
import { endWithCrash } from './crash-note.ts';
import { endWith } from './finalize.ts';
import type { Functions } from './functions.ts';
import type { Port } from './port.ts';
import { setUp } from './set-up.ts';
import type { TaskFunction } from './task-function.ts';

export class Lifetime {
  readonly #port: Port;
  /** How many modules of tasks are being loaded. */
  readonly #importing: () => number;
  /** Runs before the worker ends, if it is told to. */
  #finalizer: TaskFunction | undefined;
  #mustStop = false;

  constructor(port: Port, importing: () => number) {
    this.#port = port;
    this.#importing = importing;
  }

  async begin(message: StartMessage, functions: Functions): Promise<void> {
    if (message.version !== WIRE_VERSION) {
      const error = new ProtocolError(`the pool speaks version ${message.version} of the wire`);
      endWithCrash(this.#port, error, undefined);
      return;
    }
    const { news, finalizer } = await setUp(message, functions);
    this.#finalizer = finalizer;
    void this.#port.send(news);
  }

  /** There will be no more work. */
  stop(isHasty: boolean): void {
    this.#mustStop = true;
    if (isHasty) this.#finalizer = undefined;
    this.look();
  }

  /** Not while a module is loaded: a thread that ends then leaves the module's file open. */
  look(): void {
    if (!this.#mustStop || this.#importing() > 0) return;
    this.#mustStop = false; // once is enough, whatever the finalizer imports
    if (this.#finalizer === undefined) this.#port.end(0);
    else void endWith(this.#finalizer, this.#port);
  }
}
