/** A thread that leaves numbered results as fast as there is room. */
import { workerData } from 'node:worker_threads';
import { SharedResults } from '#dist/core/wire/shared-results.js';

const { memory, count } = workerData as { memory: SharedArrayBuffer; count: number };
const results = new SharedResults(memory);
const body = Buffer.alloc(44);
for (let i = 0; i < count; i += 1) {
  body.writeUInt32LE(i);
  while (!results.append(body.subarray(0, 4 + (i % 40)), 0));
}
