/** `examples/server.ts` as a process, and a client that asks it. Linux only: its workers are found in /proc. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

const PROGRAM = new URL('../../examples/server.js', import.meta.url);

/** Markdown that takes a worker some milliseconds. */
export const PAGE: string = `# A page\n\n${'Some *text*, `code` and [a link](https://example.org).\n\n'.repeat(40)}`;

/** What became of a request that was sent. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly ms: number;
}

export interface Sent {
  readonly body?: string | Buffer;
  readonly agent?: Agent | false;
  /** The client closes its connection after so long. */
  readonly goAwayMs?: number;
}

export class ExampleServer {
  readonly child: ChildProcess;
  port = 0;
  errors = '';

  constructor(options: Readonly<Record<string, number>>) {
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const all = [fileURLToPath(PROGRAM), '--port', '0', ...args];
    this.child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (text: Buffer) => {
      this.port = Number(/listening on (\d+)/.exec(text.toString())?.[1] ?? this.port);
    });
    this.child.stderr?.on('data', (text: Buffer) => {
      this.errors += text.toString();
    });
  }

  /** The processes of its workers that there are now. */
  workers(): number[] {
    const { pid } = this.child;
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.trim().split(' ').filter(Boolean).map(Number);
  }

  /** Rejects if there is no answer. */
  async ask(method: string, path: string, more: Sent = {}): Promise<Answer> {
    const startedAtMs = performance.now();
    return await new Promise((resolve, reject) => {
      const { body, agent = false, goAwayMs } = more;
      const sent = request({ port: this.port, method, path, agent }, (response) => {
        let text = '';
        response.setEncoding('latin1').on('data', (piece: string) => {
          text += piece;
        });
        response.on('error', reject).on('end', () => {
          const ms = performance.now() - startedAtMs;
          resolve({ status: response.statusCode ?? 0, body: text, ms });
        });
      });
      sent.on('error', reject).end(body);
      if (goAwayMs !== undefined) setTimeout(() => sent.destroy(), goAwayMs);
    });
  }

  /** All that it tells Prometheus, by name and labels. */
  async metrics(): Promise<Record<string, number>> {
    const { body } = await this.ask('GET', '/metrics');
    const pairs = body.trim().split('\n');
    return Object.fromEntries(
      pairs.map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
    );
  }

  async metric(name: string): Promise<number> {
    return (await this.metrics())[name] ?? Number.NaN;
  }
}
