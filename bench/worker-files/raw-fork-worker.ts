/** The worker of `raw-fork`. */
import { rawWorker } from './raw-call.ts';

process.on(
  'message',
  rawWorker((message) => process.send?.(message)),
);
