/**
 * A real `nats-server` for a test: one process on a free loopback port, JetStream in a folder of its
 * own, ended by its process id. It can be killed, frozen and started again on the same port and store.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Another server than the one on the PATH. */
const COMMAND = process.env.NATS_SERVER ?? 'nats-server';

/** `false` where there is a server to test with, else the reason to skip in words. */
export function reasonToSkip(): string | false {
  const { error, status } = spawnSync(COMMAND, ['--version']);
  return error === undefined && status === 0
    ? false
    : 'there is no nats-server on the PATH (Debian: apt-get install nats-server)';
}

export interface NatsServerOptions {
  /** Lines for the configuration file: users, TLS, limits. `folder` is where it may put files. */
  readonly config?: (folder: string) => string;
  /** Default: a free one. */
  readonly port?: number;
  readonly name?: string;
}

export class NatsServer implements AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly #configPath: string;
  #process: ChildProcess | undefined;
  #log = '';

  private constructor(port: number, options: NatsServerOptions) {
    this.port = port;
    this.folder = mkdtempSync(join(tmpdir(), `manyhands-${process.pid}-nats-`));
    this.#configPath = join(this.folder, 'server.conf');
    const lines = [
      `listen: "127.0.0.1:${port}"`,
      `server_name: "${options.name ?? 'test'}"`,
      `jetstream { store_dir: ${JSON.stringify(join(this.folder, 'store'))} }`,
      options.config?.(this.folder) ?? '',
    ];
    writeFileSync(this.#configPath, lines.join('\n'));
  }

  /** Settles when the server takes connections. */
  static async start(options: NatsServerOptions = {}): Promise<NatsServer> {
    const server = new NatsServer(options.port ?? (await freePort()), options);
    await server.start();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Starts it, or starts it again on the same port and the same store. */
  async start(): Promise<void> {
    // A stray setting of this machine must not change what is tested.
    const child = spawn(COMMAND, ['-c', this.#configPath], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    this.#log = '';
    const ready = new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        this.#log += `${line}\n`;
        if (line.includes('Server is ready')) resolve();
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`nats-server did not start:\n${this.#log}`)));
    });
    await ready;
  }

  /** As a crash of the machine's process: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As an operator stops it. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** It is there and does nothing. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Milliseconds of CPU it has used so far; for benchmarks, on Linux. */
  cpuMs(): number {
    return cpuMsOf(this.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('a socket without a port');
  return address.port;
}

/** User and system time of a process, in ms (the kernel counts in hundredths of a second). */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
