import { errorThatSays, type FaultCase } from '../fault-case.ts';

export const crashesNatively: FaultCase = {
  title: 'the task calls `process.abort()`',
  notFor: { threads: 'not available in threads' },
  judge: errorThatSays(/SIGABRT/),
};

export function task(): never {
  return process.abort();
}
