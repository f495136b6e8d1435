/** Refuses objects in a function's variables that no worker could have a copy of. */
import { PROXY, UNSENDABLE_KINDS } from '../../crossing/unsendable-kinds.ts';
import { refuse, type Trail } from './refusal.ts';

/** Those that may cross to some workers are the business of whoever describes them. */
const KINDS = [PROXY, ...UNSENDABLE_KINDS].filter(
  ({ inVariable, only }) => inVariable !== undefined && only === undefined,
);

/** @throws Refusal */
export function refuseUncopyable(value: object, trail: Trail | undefined): void {
  const reason = KINDS.find(({ is }) => is(value))?.inVariable;
  if (reason !== undefined) refuse(trail, reason);
}
