/**
 * The engine port in memory: for tests of all that stands on the port, without a server and without
 * waiting. Clients of one `MemoryServer` see each other; each is what a program's connection is
 * elsewhere, and can be cut, mended and killed.
 *
 * @example
 * const clock = new ManualClock();
 * using server = new MemoryServer({ clock });
 * await using submitter = new MemoryEngine(server);
 * await using host = new MemoryEngine(server);
 * host.kill();                        // as kill -9: what it held comes again …
 * clock.advance(server.ackWaitMs);    // … now
 */
import type { Engine } from '../engine.ts';
import { MemoryChunks } from './memory-chunks.ts';
import { MemoryConnection } from './memory-connection.ts';
import { MemoryControl, MemoryPresence, MemoryReplies } from './memory-messages.ts';
import type { MemoryServer } from './memory-server.ts';
import { MemoryResultLog, MemoryStore } from './memory-store.ts';

export class MemoryEngine implements Engine {
  readonly connection: MemoryConnection = new MemoryConnection();
  readonly chunks: MemoryChunks;
  readonly replies: MemoryReplies;
  readonly store: MemoryStore;
  readonly results: MemoryResultLog;
  readonly control: MemoryControl;
  readonly presence: MemoryPresence;

  constructor(server: MemoryServer) {
    this.chunks = new MemoryChunks(server, this.connection);
    this.replies = new MemoryReplies(server, this.connection);
    this.store = new MemoryStore(server, this.connection);
    this.results = new MemoryResultLog(server, this.connection);
    this.control = new MemoryControl(server, this.connection);
    this.presence = new MemoryPresence(server, this.connection);
  }

  /** The network between this client and the server is gone, for both sides. */
  cut(): void {
    this.connection.cut();
  }

  /** It is there again. */
  mend(): void {
    this.connection.mend();
  }

  /** The program is gone, without a word. */
  kill(): void {
    this.connection.vanish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.close();
  }
}
