/** What the memory server keeps by job: bytes by name, and results in their order. */
import type { BytesCheck, Message, ResultEntry, ResultLog, Store } from '../engine.ts';
import { checkHeaders, checkMessageId, checkToken } from '../names.ts';
import type { MemoryConnection } from './memory-connection.ts';
import type { MemoryServer } from './memory-server.ts';

export class MemoryStore implements Store {
  readonly #server: MemoryServer;
  readonly #connection: MemoryConnection;

  constructor(server: MemoryServer, connection: MemoryConnection) {
    this.#server = server;
    this.#connection = connection;
  }

  async put(job: string, name: string, bytes: Uint8Array): Promise<void> {
    await this.#check(job, name);
    const { bodies } = this.#server;
    const names = bodies.get(job) ?? new Map<string, readonly Uint8Array[]>();
    bodies.set(job, names.set(name, [bytes.slice(), ...(names.get(name) ?? [])]));
  }

  async get(
    job: string,
    name: string,
    isGood: BytesCheck = () => true,
  ): Promise<Uint8Array | undefined> {
    await this.#check(job, name);
    return this.#server.bodies.get(job)?.get(name)?.find(isGood)?.slice();
  }

  async delete(job: string, name: string): Promise<void> {
    await this.#check(job, name);
    const names = this.#server.bodies.get(job);
    names?.delete(name);
    if (names?.size === 0) this.#server.bodies.delete(job);
  }

  async deleteJob(job: string): Promise<void> {
    await this.#check(job, 'all');
    this.#server.bodies.delete(job);
  }

  async jobs(): Promise<ReadonlyMap<string, number>> {
    await this.#connection.whenUp();
    return new Map([...this.#server.bodies].map(([job, names]) => [job, names.size]));
  }

  async #check(job: string, name: string): Promise<void> {
    checkToken('job', job);
    checkToken('name', name);
    await this.#connection.whenUp();
  }
}

export class MemoryResultLog implements ResultLog {
  readonly #server: MemoryServer;
  readonly #connection: MemoryConnection;

  constructor(server: MemoryServer, connection: MemoryConnection) {
    this.#server = server;
    this.#connection = connection;
  }

  async append(job: string, entry: ResultEntry): Promise<void> {
    checkToken('job', job);
    checkMessageId(entry.id);
    checkHeaders(entry.headers);
    await this.#connection.whenUp();
    this.#server.append(job, { ...entry, headers: { ...entry.headers }, body: entry.body.slice() });
  }

  async *read(job: string, signal?: AbortSignal): AsyncGenerator<Message> {
    checkToken('job', job);
    const reader = new Reader(this.#server, this.#connection, job);
    const end = (): void => reader.end();
    signal?.addEventListener('abort', end);
    try {
      if (signal?.aborted === true) return;
      for (let entry = await reader.next(); entry !== undefined; entry = await reader.next()) {
        yield { headers: entry.headers, body: entry.body };
      }
    } finally {
      signal?.removeEventListener('abort', end);
      reader.end();
    }
  }

  async delete(job: string): Promise<void> {
    checkToken('job', job);
    await this.#connection.whenUp();
    this.#server.logs.delete(job);
  }

  async jobs(): Promise<ReadonlyMap<string, number>> {
    await this.#connection.whenUp();
    return new Map([...this.#server.logs].map(([job, entries]) => [job, entries.length]));
  }
}

/** Goes through one job's results, and waits at their end for more. */
class Reader {
  readonly #server: MemoryServer;
  readonly #connection: MemoryConnection;
  readonly #job: string;
  readonly #forget: () => boolean;
  readonly #onAppend = (job: string): void => {
    if (job === this.#job) this.#wake();
  };
  #state: 'reading' | 'ended' = 'reading';
  #position = 0;
  #wake: () => void = () => {};

  constructor(server: MemoryServer, connection: MemoryConnection, job: string) {
    this.#server = server;
    this.#connection = connection;
    this.#job = job;
    this.#forget = connection.open({ close: () => this.end(), renew: () => this.#wake() });
    server.onAppend.add(this.#onAppend);
  }

  /** The next result, or `undefined` at the end of the reading. */
  async next(): Promise<ResultEntry | undefined> {
    while (this.#state === 'reading') {
      const entry = this.#server.logs.get(this.#job)?.[this.#position];
      if (entry !== undefined && this.#connection.state === 'connected') {
        this.#position += 1;
        return entry;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return undefined;
  }

  end(): void {
    this.#state = 'ended';
    this.#forget();
    this.#server.onAppend.delete(this.#onAppend);
    this.#wake();
  }
}
