/** The worker of `raw-fork`. */
import { answer, type RawCall } from './raw-call.ts';

process.on('message', (call: RawCall) => process.send?.(answer(call)));
