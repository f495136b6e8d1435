import { anyError, type FaultCase } from '../fault-case.ts';

export const isEndedWhileRunning: FaultCase = {
  title: 'the pool is ended while the task is in a loop',
  instead: 'end while it runs',
  judge: anyError,
};

export function task(): never {
  for (;;);
}
