import { errorThatSays, type FaultCase } from '../fault-case.ts';

export const throwsOutside: FaultCase = {
  title: 'the task throws in a timer, outside its promise',
  judge: errorThatSays(/thrown in a timer/),
};

export async function task(): Promise<never> {
  setTimeout(() => {
    throw new TypeError('thrown in a timer');
  }, 1);
  return await new Promise(() => {});
}
