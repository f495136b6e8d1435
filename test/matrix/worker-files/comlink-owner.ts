/** An object that lives in a thread, for comlink. */
import { parentPort } from 'node:worker_threads';
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';

const owner = { value: () => 1, hang: () => new Promise(() => {}) };

if (parentPort !== null) expose(owner, nodeEndpoint(parentPort));
