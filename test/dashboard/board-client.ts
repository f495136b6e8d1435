/** Talks to a dashboard as a browser does, and as somebody else would. */
import { request, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ErrorKind, Hello, PoolNow, Tick } from '#dist/dashboard/messages.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `path` as it is, without what `fetch` and `URL` make of `..`. */
export async function ask(url: string, path: string, options: Asked = {}): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return await new Promise((resolve, reject) => {
    const sent = request({ host: hostname, port, path, agent: false, ...options }, (response) => {
      const { statusCode: status = 0, headers } = response;
      text(response).then((body) => resolve({ status, headers, body }), reject);
    });
    sent.once('error', reject).end();
  });
}

export function tokenOf(url: string): string {
  return new URL(url).pathname.split('/')[1] ?? '';
}

/** Follows the events of a dashboard. */
export class Follower implements Disposable {
  readonly ticks: Tick[] = [];
  /** Of all pools, by id and label: ticks only tell what has changed. */
  readonly errors = new Map<string, ErrorKind>();
  hello: Hello | undefined;
  hasEnded = false;
  headers: IncomingHttpHeaders = {};
  #text = '';
  #onEvent: () => void = () => {};
  readonly #close: () => void;

  constructor(url: string) {
    const sent = request(new URL('events', url), { agent: false }, (response) => {
      this.headers = response.headers;
      response.setEncoding('utf8').on('data', (part: string) => this.#take(part));
      response.on('error', () => {});
    });
    sent.on('error', () => {}).end();
    this.#close = () => sent.destroy();
  }

  /** The pool of that name, as it was last told. */
  pool(name: string): PoolNow | undefined {
    const pools = this.ticks.at(-1)?.pools ?? this.hello?.pools.map(({ now }) => now) ?? [];
    return pools.find(({ label }) => label.startsWith(`${name}#`));
  }

  errorsOf(name: string): ErrorKind[] {
    return [...this.errors].filter(([key]) => key.startsWith(`${name}#`)).map(([, kind]) => kind);
  }

  /** Settles with what `look` gives, as soon as it gives something. */
  async until<T>(what: string, look: () => T | undefined | false, withinMs = 20_000): Promise<T> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const seen = look();
      if (seen !== undefined && seen !== false) return seen;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`waited in vain for ${what}: ${this.#inShort()}`);
      await new Promise<void>((resolve) => {
        const alarm = setTimeout(resolve, left);
        this.#onEvent = () => {
          clearTimeout(alarm);
          resolve();
        };
      });
    }
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  #inShort(): string {
    return JSON.stringify(this.ticks.at(-1) ?? this.hello ?? null).slice(0, 4000);
  }

  #take(part: string): void {
    const events = `${this.#text}${part}`.split('\n\n');
    this.#text = events.pop() ?? '';
    for (const event of events) {
      const [, name, data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? [];
      if (name === 'hello') this.hello = JSON.parse(data) as Hello;
      if (name === 'tick') this.ticks.push(JSON.parse(data) as Tick);
      if (name === 'end') this.hasEnded = true;
      this.#noteErrors();
    }
    this.#onEvent();
  }

  #noteErrors(): void {
    const pools = this.ticks.at(-1)?.pools ?? this.hello?.pools.map(({ now }) => now) ?? [];
    for (const { label, errors } of pools)
      for (const kind of errors) this.errors.set(`${label} ${kind.id}`, kind);
  }
}
