import { anyError, type FaultCase } from '../fault-case.ts';

export const exits: FaultCase = { title: 'the task calls `process.exit(3)`', judge: anyError };

export function task(): never {
  return process.exit(3);
}
