/**
 * Where methods of served objects were called, for the stacks of errors. To capture a stack takes 3 to 9 µs, a fifth of a
 * call: at most two hundred a second capture their own.
 */
import { CallerStacks, SECOND } from '../../core/api/caller-stack.ts';

export const CALL_STACKS: CallerStacks = new CallerStacks(SECOND);
