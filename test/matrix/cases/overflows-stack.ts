import { errorThatSays, type FaultCase } from '../fault-case.ts';

export const overflowsStack: FaultCase = {
  title: 'the task recurses without end',
  judge: errorThatSays(/Maximum call stack/),
};

export function task(): number {
  return 1 + task();
}
