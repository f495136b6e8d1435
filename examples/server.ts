/**
 * An HTTP service that does its heavy work in a pool, and lives for weeks:
 *
 *    node build/examples/server.js --port 8080 --workers 4 --max-queue 100
 *
 *    POST /render           Markdown in, HTML out; goes before images
 *    POST /resize?width=    an image in, a smaller one out
 *    GET  /health           the process is alive
 *    GET  /ready            it takes requests; 503 while it starts and when it is about to end
 *    GET  /metrics          what the pool does, for Prometheus
 *
 * Whoever comes when the queue is full is told so at once (503, Retry-After). Who goes away does not keep a worker busy. On
 * SIGTERM it says that it is not ready, goes on for `--linger` ms so that whoever sends it requests hears of that, then takes no
 * more, finishes what it has, and ends.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import {
  Pool,
  PoolStateError,
  PoolTerminatedError,
  QueueFullError,
  TaskTimeoutError,
} from 'manyhands';
import { render, resize } from './server-tasks.ts';

/** No task of this service takes longer. */
const TIMEOUT_MS = 10_000;
/** How long the end may take before what runs is dropped: less than the time until SIGKILL. */
const END_MS = 20_000;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    workers: { type: 'string', default: '2' },
    'max-queue': { type: 'string', default: '100' },
    linger: { type: 'string', default: '0' },
  },
});

const pool = new Pool({
  name: 'service',
  workers: Number(values.workers),
  maxQueue: Number(values['max-queue']),
  priorityAging: 1000, // an image does not wait for ever behind pages
  maxTasksPerChild: 10_000,
  startRetries: 3,
});

/** `'ending'`: whoever asks whether it is ready is told that it is not. */
let state: 'starting' | 'ready' | 'ending' = 'starting';

const app = Fastify({ bodyLimit: 20_000_000, forceCloseConnections: 'idle' });
takeBodies(app);

app.post<{ Body: Buffer }>('/render', async (request, reply) => {
  const html = await pool.apply(render, [request.body.toString()], {
    priority: 1,
    timeout: TIMEOUT_MS,
    retries: 1, // a page may be rendered twice
    context: request.headers['x-request-id'] ?? randomUUID(),
    signal: untilGone(reply),
  });
  return reply.type('text/html').send(html);
});

app.post<{ Body: Buffer; Querystring: { width?: string } }>('/resize', async (request, reply) => {
  const width = Number(request.query.width ?? 200);
  if (!Number.isInteger(width) || width < 1 || width > 4000)
    return reply.code(400).send({ error: 'width is from 1 to 4000' });
  const image = await pool.apply(resize, [request.body, width], {
    timeout: TIMEOUT_MS,
    retries: 1,
    signal: untilGone(reply),
  });
  return reply.type('image/webp').send(Buffer.from(image));
});

app.get('/health', () => ({ ok: true }));

app.get('/ready', (_request, reply) => {
  const isReady = state === 'ready' && pool.state === 'running';
  return reply.code(isReady ? 200 : 503).send({ state, pool: pool.state });
});

app.get('/metrics', (_request, reply) => reply.type('text/plain; version=0.0.4').send(metrics()));

app.setErrorHandler((error: Error, _request, reply) => {
  const { code, after } = answerTo(error);
  if (after !== undefined) void reply.header('retry-after', after);
  return reply.code(code).send({ error: error.message });
});

process.once('SIGTERM', () => void end());
await app.listen({ port: Number(values.port), host: '0.0.0.0' });
await pool.ready();
state = 'ready';
console.log(`listening on ${(app.server.address() as AddressInfo).port}`); // it listens on TCP

/** Finishes what there is, and ends. */
async function end(): Promise<void> {
  state = 'ending';
  await delay(Number(values.linger));
  await app.close(); // takes no more, and waits until all have their answers
  pool.close();
  await pool.join({ timeout: END_MS }).catch(async () => await pool.terminate());
}

/** Any body is taken as it is. */
function takeBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

/** Aborts when the client goes away before it has its answer. */
function untilGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) controller.abort(new Error('the client has gone'));
  });
  return controller.signal;
}

/** What a client is told of an error, and when to come again. */
function answerTo(error: Error & { readonly statusCode?: number }): {
  readonly code: number;
  readonly after?: number;
} {
  if (error instanceof QueueFullError) return { code: 503, after: 1 };
  if (error instanceof PoolTerminatedError || error instanceof PoolStateError)
    return { code: 503, after: 5 };
  if (error instanceof TaskTimeoutError) return { code: 504 };
  return { code: error.statusCode ?? 500 };
}

/** In the text format of Prometheus. */
function metrics(): string {
  const { tasks, workers, run, wait, utilization } = pool.stats();
  const lines = Object.entries(tasks).map(([fate, n]) => `pool_tasks{state="${fate}"} ${n}`);
  for (const [what, n] of Object.entries(workers)) lines.push(`pool_workers{state="${what}"} ${n}`);
  for (const quantile of ['p50', 'p90', 'p99'] as const) {
    lines.push(`pool_run_ms{quantile="${quantile}"} ${run[quantile]}`);
    lines.push(`pool_wait_ms{quantile="${quantile}"} ${wait[quantile]}`);
  }
  lines.push(`pool_utilization ${utilization}`);
  lines.push(`process_resident_memory_bytes ${process.memoryUsage.rss()}`);
  return `${lines.join('\n')}\n`;
}
