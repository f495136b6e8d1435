/**
 * The server of the page. It only answers `GET`, and takes nothing in but the token:
 *
 *    /TOKEN/                    the page, its style and its script (whole files of this package)
 *    /TOKEN/events              server-sent events: `hello`, then a `tick` a second
 *    /?token=TOKEN              leads to /TOKEN/
 *
 * Nothing here keeps the program alive: neither the listener nor the connections.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inLink, isOwnHost, isToken } from './access.ts';
import type { Hello, Tick } from './messages.ts';
import { type PageFile, readPageFiles } from './page-files.ts';

/** Pages that are open at once. */
const MAX_PAGES = 16;
/** A page that does not read is not waited for: with this many bytes it goes, and gets all of the past if it comes back. */
const MAX_UNREAD = 8_000_000;

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly hello: () => Hello;
}

export class BoardServer {
  readonly #options: ServerOptions;
  readonly #server: Server;
  readonly #files = readPageFiles();
  readonly #pages = new Set<ServerResponse>();

  private constructor(options: ServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on('connection', (socket) => socket.unref());
  }

  /** @throws what the system says if the port cannot be listened on */
  static async open(options: ServerOptions): Promise<BoardServer> {
    const board = new BoardServer(options);
    const server = board.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    server.unref();
    return board;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo; // it listens on a port
    return `http://${inLink(this.#options.host)}:${port}/${this.#options.token}/`;
  }

  send(tick: Tick): void {
    if (this.#pages.size === 0) return;
    const text = eventOf('tick', tick);
    for (const page of this.#pages) {
      if (page.writableLength > MAX_UNREAD) page.destroy();
      else page.write(text);
    }
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    for (const page of this.#pages) page.end(eventOf('end', {}));
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** The program ends: what can be written at once is. */
  sayEnd(): void {
    for (const page of this.#pages) {
      page.write(eventOf('end', {}));
      // Node holds back what is written until the end of a turn, which does not come any more: in the socket, from Node 26 on in the page.
      while (page.writableCorked > 0) page.uncork();
      while ((page.socket?.writableCorked ?? 0) > 0) page.socket?.uncork();
    }
  }

  #answer({ method, url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const { host, token } = this.#options;
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (!isOwnHost(headers.host, host)) return refuse(response, 421, 'not the host of this page');
    // Not with `new URL`, which throws at what is none.
    const [path = '', query = ''] = url.split('?', 2);
    const [, given = '', name, ...rest] = path.split('/');
    const inQuery = new URLSearchParams(query).get('token');
    if (inQuery !== null && given === '' && isToken(inQuery, token))
      return void response.writeHead(302, { Location: `/${token}/` }).end();
    if (!isToken(given, token)) return refuse(response, 403, 'open the link that was printed');
    if (method !== 'GET') return refuse(response, 405, 'only GET');
    if (name === undefined) return void response.writeHead(302, { Location: `/${token}/` }).end();
    if (name === 'events' && rest.length === 0) return this.#follow(response);
    const file = rest.length === 0 ? this.#files.get(name) : undefined;
    if (file === undefined) return refuse(response, 404, 'no such file');
    sendFile(response, file);
  }

  #follow(response: ServerResponse): void {
    if (this.#pages.size >= MAX_PAGES) return refuse(response, 503, 'too many pages are open');
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.write(eventOf('hello', this.#options.hello()));
    this.#pages.add(response);
    response.on('close', () => this.#pages.delete(response));
    response.on('error', () => this.#pages.delete(response));
  }
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
}

function sendFile(response: ServerResponse, { type, text }: PageFile): void {
  response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(text);
}

function eventOf(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
