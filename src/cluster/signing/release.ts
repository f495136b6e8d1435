/** Which programs can work together, and how they are called where they cannot. */
import { WIRE_VERSION } from '../../core/wire/messages.ts';

/** The version of this package, as `package.json` has it (a test compares): for people. */
export const RELEASE = '0.2.0';

/** What decides: programs of one wire work together, whatever their release. */
export const WIRE: string = String(WIRE_VERSION);

/** "manyhands 0.2.0 (wire 12)". `release`: as a stranger may have written it. */
export function describeRelease(release: string = RELEASE, wire: string = WIRE): string {
  return `manyhands ${printable(release)} (wire ${printable(wire)})`;
}

/** In small. */
function printable(text: string): string {
  return text.replaceAll(/[^\w.+-]/g, '?').slice(0, 20);
}
