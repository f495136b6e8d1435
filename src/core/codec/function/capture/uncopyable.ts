/** Refuses objects in a function's variables that no worker could have a copy of. */
import { isInBundle } from '../../../base/own-files.ts';
import { NOT_SENDABLE } from '../../crossing/forbid-crossing.ts';
import { type InVariable, PROXY, UNSENDABLE_KINDS } from '../../crossing/unsendable-kinds.ts';
import { refuse, type Trail } from './refusal.ts';
import { isWeakCollection } from './weak-collections.ts';

/** Those that may cross to some workers are the business of whoever describes them. */
const KINDS = [PROXY, ...UNSENDABLE_KINDS].filter(
  ({ inVariable, only }) => inVariable !== undefined && only === undefined,
);

/** @throws Refusal */
export function refuseUncopyable(value: object, trail: Trail | undefined): void {
  if (isInBundle() && isWeakCollection(value)) return;
  const reason = KINDS.find(({ is }) => is(value))?.inVariable ?? readMark(value);
  if (reason !== undefined) refuse(trail, reason);
}

/** The object's own word against it, "a Pool: pool objects …". */
function readMark(value: object): InVariable | undefined {
  const reason: unknown = Reflect.get(value, NOT_SENDABLE); // a Proxy has been refused before
  if (typeof reason !== 'string') return undefined;
  const [culprit = '', ...why] = reason.split(': ');
  const advice = 'keep it out of what the function uses, or make one inside the function';
  return why.length === 0
    ? { culprit: '', why: `is ${reason}`, advice }
    : { culprit, why: why.join(': '), advice };
}
