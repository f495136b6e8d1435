/** The worker of `raw-worker`. */
import { parentPort } from 'node:worker_threads';
import { answer, type RawCall } from './raw-call.ts';

parentPort?.on('message', (call: RawCall) => parentPort?.postMessage(answer(call)));
