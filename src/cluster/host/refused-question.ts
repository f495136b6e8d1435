import { thrownText } from '../../core/base/thrown-text.ts';
import type { Message } from '../engine/engine.ts';
import type { Signer } from '../signing/signer.ts';
import type { Lines } from './lines.ts';

/** Whether the question is accepted. A submitter that a host would refuse does not find it: the host's log is where an operator can see why. */
export function noteIfRefused(question: Message, signer: Signer, lines: Lines): boolean {
  try {
    signer.verify('question', question);
    return true;
  } catch (error) {
    lines.note(`a submitter asks who is there, and is not served: ${thrownText(error)}`);
    return false;
  }
}
