import { type FaultCase, valueThat } from '../fault-case.ts';

export const returnsBigInt: FaultCase = {
  title: 'the result is a BigInt',
  judge: valueThat((value) => value === 12n),
};

export function task(): bigint {
  return 12n;
}
