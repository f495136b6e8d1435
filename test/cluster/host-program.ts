/** Hosts as programs of their own, which can be killed, frozen and thawed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./programs/host.js', import.meta.url));

export interface HostPlace {
  readonly server: string;
  readonly pool: string;
  readonly name: string;
  /** Default: none. */
  readonly key?: string;
}

export class HostProgram implements AsyncDisposable {
  readonly #child: ChildProcess;
  /** What it said on stderr. */
  log = '';

  constructor({ server, pool, name, key = '' }: HostPlace) {
    this.#child = spawn(process.execPath, [PROGRAM, server, pool, name], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, MANYHANDS_KEY: key },
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
    });
  }

  /** Settles when it takes chunks. */
  async ready(): Promise<void> {
    if (this.#child.stdout !== null) await once(this.#child.stdout, 'data');
  }

  /** Settles when it is gone, whatever has ended it. */
  async ended(): Promise<void> {
    const child = this.#child;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  }

  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As an operator ends it. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }
}
