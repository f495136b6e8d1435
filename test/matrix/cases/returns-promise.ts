import { type FaultCase, valueThat } from '../fault-case.ts';

export const returnsPromise: FaultCase = {
  title: 'a plain function returns a promise',
  judge: valueThat((value) => value === 7),
};

// Not `async` on purpose: that is the case.
// oxlint-disable-next-line typescript/promise-function-async
export function task(): Promise<number> {
  return Promise.resolve(7);
}
