/** Three real servers that keep everything three times, any of which may be killed. */
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { freePort, NatsServer } from './nats-server.ts';

export class NatsCluster implements AsyncDisposable {
  readonly servers: readonly NatsServer[];

  private constructor(servers: readonly NatsServer[]) {
    this.servers = servers;
  }

  /** Settles when the three have found each other and chosen a leader. */
  static async start(): Promise<NatsCluster> {
    const ports = [await freePort(), await freePort(), await freePort()];
    const routes = ports.map((port) => `"nats-route://127.0.0.1:${port}"`).join(', ');
    const servers = await Promise.all(
      ports.map(async (port, at) => {
        const listen = `cluster { name: "three", listen: "127.0.0.1:${port}", routes: [${routes}] }`;
        return await NatsServer.start({ name: `node${at}`, config: () => listen });
      }),
    );
    const cluster = new NatsCluster(servers);
    await cluster.#whenLed();
    return cluster;
  }

  get urls(): string[] {
    return this.servers.map(({ url }) => url);
  }

  /** The server that leads a stream. */
  async leaderOf(stream: string): Promise<NatsServer> {
    const nc = await connect({ servers: this.urls });
    try {
      const jsm = await jetstreamManager(nc, { checkAPI: false });
      for (let attempt = 0; ; attempt += 1) {
        // While they elect one, nobody answers, or it has none.
        const info = await jsm.streams.info(stream).catch(() => undefined);
        const leader = this.servers.find((_, at) => `node${at}` === info?.cluster?.leader);
        if (leader !== undefined) return leader;
        if (attempt === 60) throw new Error(`${stream} has no leader`);
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    } finally {
      await nc.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map(async (server) => await server[Symbol.asyncDispose]()));
  }

  /** Nothing tells when the servers have agreed: a stream can be made from then on. */
  async #whenLed(): Promise<void> {
    const nc = await connect({ servers: this.urls });
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: 1000 });
          await jsm.streams.add({ name: 'PROBE', subjects: ['probe'], num_replicas: 3 });
          await jsm.streams.delete('PROBE');
          return;
        } catch (error) {
          if (attempt === 60) throw error;
          await new Promise((resolve) => setTimeout(resolve, 250));
        }
      }
    } finally {
      await nc.close();
    }
  }
}
