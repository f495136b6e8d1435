/** A process of hosts that send back what they get. Started by nats-rig.ts. */
import { NatsEngine } from '#dist/cluster/engine/nats/nats-engine.js';
import type { Delivery, Engine } from '#dist/cluster/engine/engine.js';
import { HOLD, type HostOrders } from './rig.ts';

const { url, hosts, slots } = JSON.parse(process.argv[2] ?? '') as HostOrders; // our parent's
process.on('disconnect', () => process.exit());

async function answer(engine: Engine, delivery: Delivery): Promise<void> {
  const { headers, index } = delivery;
  if (headers.task === HOLD && delivery.deliveryCount === 1) {
    process.send?.('holding');
    return;
  }
  const isLarge = headers.name !== undefined;
  const body = isLarge ? await engine.store.get('bench', headers.name ?? '') : delivery.body;
  if (body === undefined) throw new Error(`the body of chunk ${index} is not there`);
  if (isLarge) await engine.store.put('bench', `r${index}`, body);
  const status = await engine.replies.send(headers.reply ?? '', {
    headers: { index: String(index), ...(isLarge ? { name: `r${index}` } : {}) },
    body: isLarge ? new Uint8Array() : body,
  });
  if (status === 'acknowledged') delivery.acknowledge();
}

for (let host = 0; host < hosts; host += 1) {
  const engine = await NatsEngine.open({ server: url, pool: 'bench', role: 'host' });
  const subscription = await engine.chunks.receive((delivery) => {
    void answer(engine, delivery).then(() => subscription.request(1));
  });
  subscription.request(slots);
}
process.send?.('ready');
