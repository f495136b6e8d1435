import { type FaultCase, valueThat } from '../fault-case.ts';

export const returnsMap: FaultCase = {
  title: 'the result is a Map',
  judge: valueThat((value) => value instanceof Map && value.get('a') === 1),
};

export function task(): Map<string, number> {
  return new Map([['a', 1]]);
}
