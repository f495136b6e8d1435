import { type FaultCase, valueThat } from '../fault-case.ts';

export const diesIdle: FaultCase = {
  title: 'the worker is killed while it is idle, then comes a task',
  notFor: { threads: 'a signal would end the program' },
  instead: 'kill the idle worker',
  judge: valueThat((value) => value === 42),
};

export function task(): number {
  return 42;
}
