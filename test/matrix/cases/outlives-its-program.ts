import { anyError, type FaultCase } from '../fault-case.ts';

/** The last row: the program is killed with SIGKILL, and we look whether its workers go with it. */
export const outlivesItsProgram: FaultCase = {
  title: 'the program is killed while a task is in a loop: do workers stay?',
  notFor: { threads: 'threads end with their program' },
  judge: anyError,
};

export function task(): never {
  for (;;);
}
