/**
 * An HTTP server in front of a model that lives in a process of its own. The model crashes now and then, as native
 * libraries do: the requests that it had in hand are asked again, all others wait until it is there again.
 *
 *    requests ──► this server ── predict ──► actor(Model, { restarts }) ┈┈► its process, which may die
 *
 *    node build/examples/model-server.js [--requests 40] [--crash-every 15]
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { actor, WorkerLostError } from 'manyhands';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '40' },
    'crash-every': { type: 'string', default: '15' },
  },
});
const requests = Number(values.requests);

class Model {
  readonly #weights: readonly number[];
  readonly #crashEvery: number;
  #predictions = 0;

  /** Loading takes long; it is done once for each life of the process. */
  constructor(size: number, crashEvery: number) {
    this.#weights = Array.from({ length: size }, (_, i) => Math.sin(i));
    this.#crashEvery = crashEvery;
  }

  predict(x: number): number {
    this.#predictions += 1;
    if (this.#predictions % this.#crashEvery === 0) process.abort();
    return this.#weights.reduce((sum, weight, i) => sum + weight * Math.cos(i * x), 0);
  }

  pid(): number {
    return process.pid;
  }
}

await using model = await actor(Model, [10_000, Number(values['crash-every'])], {
  restarts: Number.POSITIVE_INFINITY,
  name: 'model',
  execArgv: [],
});

let again = 0;
/** A prediction changes nothing, so it may be asked for again. */
async function predict(x: number): Promise<number> {
  for (;;) {
    try {
      return await model.predict(x);
    } catch (error) {
      if (!(error instanceof WorkerLostError)) throw error;
      again += 1;
    }
  }
}

const server = createServer((request, response) => {
  const x = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('x'));
  predict(x).then(
    (y) => response.end(JSON.stringify({ y })),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const pids = new Set([await model.pid()]);
let answered = 0;
for (let from = 0; from < requests; from += 8) {
  const some = Array.from({ length: Math.min(8, requests - from) }, (_, i) => from + i);
  const answers = await Promise.all(
    some.map(async (x) => await fetch(`http://127.0.0.1:${port}/?x=${x}`)),
  );
  answered += answers.filter(({ ok }) => ok).length;
  pids.add(await model.pid());
}
server.close();
server.closeAllConnections();

console.log(`${answered} of ${requests} requests answered`);
console.log(`${again} predictions were asked for again; the model has had ${pids.size} processes`);
