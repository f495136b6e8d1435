/** The worker of `raw-worker`. */
import { parentPort } from 'node:worker_threads';
import { rawWorker } from './raw-call.ts';

parentPort?.on(
  'message',
  rawWorker((message) => parentPort?.postMessage(message)),
);
