/** Why a host refuses a chunk whose signature is good, and what becomes of what it refuses. */
import { RefusedMessageError } from '../signing/signer.ts';

/** What can be wrong with it; for `labels` it was signed for hosts that have what this one lacks. */
const WHY = {
  misplaced: ['kind', 'it was put into the queue as another chunk'],
  labels: ['kind', 'it asks for labels that this host lacks, and was put into the queue of others'],
  done: ['replayed', 'nobody waits for it, it was done before'],
  seen: ['replayed', 'it was here before: somebody has sent it a second time'],
} as const;

export function refusalFor(why: keyof typeof WHY): RefusedMessageError {
  const [reason, text] = WHY[why];
  return new RefusedMessageError({ reason, text: `the message was refused: ${text}` });
}

/**
 * No host should ever run it, so it leaves the queue at once. Another key, another version or the wrong time may
 * be this host's own fault: others have a look too, and what none of them wants goes with the years of the queue.
 */
export function isForNobody({ reason }: RefusedMessageError): boolean {
  return !['unknown-key', 'version', 'byte-order', 'expired'].includes(reason);
}

/** How lines name it. */
export function chunkOf({ job, index }: { readonly job: string; readonly index: number }): string {
  return `chunk ${index} of job ${job}`;
}
