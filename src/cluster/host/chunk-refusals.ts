/** Why a host refuses a chunk whose signature is good, and what becomes of what it refuses. */
import { RefusedMessageError } from '../signing/signer.ts';

export function misplaced(): RefusedMessageError {
  const text = 'the message was refused: it was put into the queue as another chunk';
  return new RefusedMessageError({ reason: 'kind', text });
}

/** Signed for hosts that have what this one lacks: whoever has put it here was not its submitter. */
export function forOthers(): RefusedMessageError {
  const text =
    'the message was refused: it asks for labels that this host lacks, and was put into the queue of others';
  return new RefusedMessageError({ reason: 'kind', text });
}

export function doneBefore(): RefusedMessageError {
  const text = 'the message was refused: nobody waits for it, it was done before';
  return new RefusedMessageError({ reason: 'replayed', text });
}

/**
 * No host should ever run it, so it leaves the queue at once. Another key, another version or the wrong time may
 * be this host's own fault: others have a look too, and what none of them wants goes with the years of the queue.
 */
export function isForNobody({ reason }: RefusedMessageError): boolean {
  return !['unknown-key', 'version', 'byte-order', 'expired'].includes(reason);
}

export function seenBefore(): RefusedMessageError {
  const text = 'the message was refused: it was here before: somebody has sent it a second time';
  return new RefusedMessageError({ reason: 'replayed', text });
}
