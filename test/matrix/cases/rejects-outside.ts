import { errorThatSays, type FaultCase } from '../fault-case.ts';

export const rejectsOutside: FaultCase = {
  title: 'the task leaves a rejection unhandled, and waits',
  judge: errorThatSays(/nobody handles this/),
};

export async function task(): Promise<never> {
  void Promise.reject(new TypeError('nobody handles this'));
  return await new Promise(() => {});
}
