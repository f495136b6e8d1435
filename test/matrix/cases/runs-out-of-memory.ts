import { errorThatSays, type FaultCase } from '../fault-case.ts';

export const runsOutOfMemory: FaultCase = {
  title: 'the task needs more heap than there is',
  heapMb: 48,
  judge: errorThatSays(/memory/i),
};

export function task(): never {
  const kept: unknown[] = [];
  for (;;) kept.push(new Array(10_000).fill({}));
}
