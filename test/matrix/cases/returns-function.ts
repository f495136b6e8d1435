import { type FaultCase, valueOrReason } from '../fault-case.ts';

export const returnsFunction: FaultCase = {
  title: 'the result is a function, which cannot be cloned',
  judge: valueOrReason(() => false),
};

export function task(): () => number {
  return () => 1;
}
