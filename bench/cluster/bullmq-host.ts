/** A process of BullMQ workers that send back what they get. Started by bullmq-rig.ts. */
import { Worker } from 'bullmq';
import { HOLD, type HostOrders } from './rig.ts';

const { url, hosts, slots, visibilityMs } = JSON.parse(process.argv[2] ?? '') as HostOrders; // our parent's
process.on('disconnect', () => process.exit());

interface Data {
  readonly task: string;
  readonly body: string;
}

for (let host = 0; host < hosts; host += 1) {
  const worker = new Worker<Data, string>(
    'bench',
    async ({ data, attemptsStarted, stalledCounter }) => {
      if (data.task === HOLD && attemptsStarted === 1 && stalledCounter === 0) {
        process.send?.('holding');
        await new Promise(() => {});
      }
      return data.body;
    },
    {
      connection: { port: Number(new URL(url).port), host: '127.0.0.1' },
      concurrency: slots,
      lockDuration: visibilityMs,
      stalledInterval: visibilityMs,
      maxStalledCount: 5,
      removeOnComplete: { count: 0 },
    },
  );
  await worker.waitUntilReady();
}
process.send?.('ready');
