import { type FaultCase, valueOrReason } from '../fault-case.ts';

export const returnsThrowingGetter: FaultCase = {
  title: 'the result has a getter that throws',
  judge: valueOrReason(() => false),
};

export function task(): object {
  return {
    get trap(): never {
      throw new Error('do not look at this');
    },
  };
}
