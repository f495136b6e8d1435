/** A network between a program and its server that a test can cut: a proxy on loopback. */
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

export class Network implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #state: 'whole' | 'cut' | 'swallowing' = 'whole';

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async to(targetPort: number): Promise<Network> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a socket without a port');
    const network = new Network(server, address.port);
    server.on('connection', (near) => network.#join(near, targetPort));
    return network;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Every connection breaks, and none can be made. */
  cut(): void {
    this.#state = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Everything sent is lost, and no one is told: a cable that was pulled. */
  swallow(): void {
    this.#state = 'swallowing';
  }

  mend(): void {
    // What was swallowed leaves a hole in the stream: such a connection is of no use any more.
    if (this.#state === 'swallowing') for (const socket of this.#sockets) socket.destroy();
    this.#state = 'whole';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket, port: number): void {
    if (this.#state === 'cut') {
      near.destroy();
      return;
    }
    const far = createConnection(port, '127.0.0.1');
    this.#pipe(near, far);
    this.#pipe(far, near);
  }

  #pipe(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('error', () => {}); // its end follows
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.on('data', (bytes) => {
      if (this.#state === 'whole') to.write(bytes);
    });
  }
}
