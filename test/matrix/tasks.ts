/** Every task of the matrix, under the name of its case: the module that the workers load. */
export { task as exits } from './cases/exits.ts';
export { task as isKilled } from './cases/is-killed.ts';
export { task as crashesNatively } from './cases/crashes-natively.ts';
export { task as runsOutOfMemory } from './cases/runs-out-of-memory.ts';
export { task as overflowsStack } from './cases/overflows-stack.ts';
export { task as throwsOutside } from './cases/throws-outside.ts';
export { task as rejectsOutside } from './cases/rejects-outside.ts';
export { task as throwsUndefined } from './cases/throws-undefined.ts';
export { task as throwsRichError } from './cases/throws-rich-error.ts';
export { task as returnsFunction } from './cases/returns-function.ts';
export { task as returnsThrowingGetter } from './cases/returns-throwing-getter.ts';
export { task as returnsBigInt } from './cases/returns-bigint.ts';
export { task as returnsMap } from './cases/returns-map.ts';
export { task as returnsPromise } from './cases/returns-promise.ts';
export { task as takesFunction } from './cases/takes-function.ts';
export { task as diesIdle } from './cases/dies-idle.ts';
export { task as isEndedWhileRunning } from './cases/is-ended-while-running.ts';
export { task as ignoresSigterm } from './cases/ignores-sigterm.ts';
export { task as outlivesItsProgram } from './cases/outlives-its-program.ts';

/** The task after the fault: does the pool still work? */
export function double(x: number): number {
  return 2 * x;
}
