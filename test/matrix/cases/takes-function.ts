import { type FaultCase, valueOrReason } from '../fault-case.ts';

export const takesFunction: FaultCase = {
  title: 'the argument holds a function, which cannot be cloned',
  makeArgument: () => ({ f: () => 1 }),
  judge: valueOrReason((value) => value === 'function'),
};

export function task(argument: { readonly f: unknown }): string {
  return typeof argument.f;
}
