/**
 * What a host tells over HTTP, to whoever can reach the port; nothing of it is secret.
 *
 *    /metrics   for Prometheus
 *    /healthz   200 while the host lives: start it again otherwise
 *    /readyz    200 while it takes work; else 503, and why
 */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { OptionError } from '../../core/base/errors.ts';
import { type ClusterHost, engineOf } from '../host/host.ts';

/**
 * `address`: a port of this machine, or `HOST:PORT`. Listens until the result is disposed. `hostOf`: there is none
 * before its pool is there, and its workers are.
 */
export async function serveMetrics(
  hostOf: () => ClusterHost | undefined,
  address: string,
): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((request, response) => {
    answer(hostOf(), request.url ?? '').then(
      ({ status, text }) => {
        response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
        response.end(text);
      },
      () => response.writeHead(500).end(),
    );
  });
  server.listen(placeOf(address)).unref();
  await once(server, 'listening'); // or rejects with the error
  const { port } = server.address() as { readonly port: number }; // it listens to one
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function placeOf(address: string): { readonly host: string; readonly port: number } {
  const [, host = '127.0.0.1', text] = /^(?:(.+):)?(\d+)$/.exec(address) ?? [];
  const port = Number(text);
  if (text !== undefined && port <= 65_535) return { host: host.replace(/^\[(.*)\]$/, '$1'), port };
  throw new OptionError(`--metrics-port must be PORT or HOST:PORT, but it was '${address}'`);
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function answer(host: ClusterHost | undefined, url: string): Promise<Answer> {
  const [path] = url.split('?');
  if (host === undefined) return path === '/healthz' ? YES : no('it has not begun');
  const { state } = engineOf(host).connection;
  const { slots, quarantinedUntilMs, refuses } = host.info;
  switch (path) {
    case '/metrics':
      return { status: 200, text: await metricsOf(host) };
    case '/healthz':
      return state === 'closed' ? no('the connection is closed for good') : YES;
    case '/readyz':
      if (state !== 'connected') return no('not connected');
      if (quarantinedUntilMs !== undefined) return no('in quarantine');
      if (refuses === true) return no('refuses what it is given');
      return slots === 0 ? no('leaving') : YES;
    default:
      return { status: 404, text: 'there are /metrics, /healthz and /readyz\n' };
  }
}

const YES: Answer = { status: 200, text: 'ok\n' };

function no(why: string): Answer {
  return { status: 503, text: `${why}\n` };
}

/** In the text format of Prometheus. The queue is asked for as well, and left out if the server does not tell. */
async function metricsOf(host: ClusterHost): Promise<string> {
  const { name, slots, busy, counts, workers, quarantinedUntilMs } = host.info;
  const engine = engineOf(host);
  const queued = await countQueue(engine).catch(() => undefined);
  const rows: readonly (readonly [
    name: string,
    type: string,
    help: string,
    value: number | undefined,
  ])[] = [
    ['slots', 'gauge', 'Chunks it runs at once; 0 while it takes none', slots],
    ['busy', 'gauge', 'Chunks it runs now', busy],
    ['workers', 'gauge', 'Its worker processes or threads', workers.length],
    ['chunks_total', 'counter', 'Chunks it has done', counts?.chunks],
    ['items_total', 'counter', 'Items of these chunks', counts?.items],
    ['host_failures_total', 'counter', 'Chunks that it could not run at all', counts?.failures],
    ['quarantined', 'gauge', '1: takes nothing for now', quarantinedUntilMs === undefined ? 0 : 1],
    [
      'connected',
      'gauge',
      '1: the server is there',
      engine.connection.state === 'connected' ? 1 : 0,
    ],
    ['queue_chunks', 'gauge', 'Chunks in the queue of the pool, those that run included', queued],
  ];
  const label = `{host="${name.replace(/[\\"\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`))}"}`;
  return rows
    .filter(([, , , value]) => value !== undefined)
    .map(([metric, type, help, value]) => {
      const full = `manyhands_${metric}`;
      const own = metric === 'queue_chunks' ? '' : label;
      return `# HELP ${full} ${help}.\n# TYPE ${full} ${type}\n${full}${own} ${value}\n`;
    })
    .join('');
}

async function countQueue({ chunks, connection }: ReturnType<typeof engineOf>) {
  if (connection.state !== 'connected') return undefined; // it would wait until it is
  let sum = 0;
  for (const count of (await chunks.waiting()).values()) sum += count;
  return sum;
}
