import { errorThatSays, type FaultCase } from '../fault-case.ts';

export const isKilled: FaultCase = {
  title: 'the worker is killed (SIGKILL) during the task',
  notFor: { threads: 'a signal would end the program' },
  judge: errorThatSays(/SIGKILL/),
};

export async function task(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return await new Promise(() => {});
}
