import { NO_TALK } from '../messages/bodies.ts';

/** Options of calls that a cluster cannot honour, and why. */
export const REFUSED: Readonly<Record<string, string>> = {
  abortGrace: NO_TALK,
  flat: NO_TALK,
  onReport: NO_TALK,
  affinity: 'hosts of a cluster take whatever is next in its queue',
  context: 'it does not travel with the jobs of a cluster: make it part of the arguments',
};
