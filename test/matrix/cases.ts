/** All rows, in the order of the table. */
import { exits } from './cases/exits.ts';
import { isKilled } from './cases/is-killed.ts';
import { crashesNatively } from './cases/crashes-natively.ts';
import { runsOutOfMemory } from './cases/runs-out-of-memory.ts';
import { overflowsStack } from './cases/overflows-stack.ts';
import { throwsOutside } from './cases/throws-outside.ts';
import { rejectsOutside } from './cases/rejects-outside.ts';
import { throwsUndefined } from './cases/throws-undefined.ts';
import { throwsRichError } from './cases/throws-rich-error.ts';
import { returnsFunction } from './cases/returns-function.ts';
import { returnsThrowingGetter } from './cases/returns-throwing-getter.ts';
import { returnsBigInt } from './cases/returns-bigint.ts';
import { returnsMap } from './cases/returns-map.ts';
import { returnsPromise } from './cases/returns-promise.ts';
import { takesFunction } from './cases/takes-function.ts';
import { cannotBeLoaded } from './cases/cannot-be-loaded.ts';
import { diesIdle } from './cases/dies-idle.ts';
import { isEndedWhileRunning } from './cases/is-ended-while-running.ts';
import { ignoresSigterm } from './cases/ignores-sigterm.ts';
import { outlivesItsProgram } from './cases/outlives-its-program.ts';
import type { FaultCase } from './fault-case.ts';

/** By the name of their task; the file is named after it. */
export const CASES = {
  exits,
  isKilled,
  crashesNatively,
  runsOutOfMemory,
  overflowsStack,
  throwsOutside,
  rejectsOutside,
  throwsUndefined,
  throwsRichError,
  returnsFunction,
  returnsThrowingGetter,
  returnsBigInt,
  returnsMap,
  returnsPromise,
  takesFunction,
  cannotBeLoaded,
  diesIdle,
  isEndedWhileRunning,
  ignoresSigterm,
  outlivesItsProgram,
} satisfies Record<string, FaultCase>;

export type CaseName = keyof typeof CASES;

/** `isKilled` → `is-killed.ts`. */
export function fileOf(name: CaseName): string {
  return `${name.replace('BigInt', 'Bigint').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
}
