import { anyError, type FaultCase } from '../fault-case.ts';

/** Which task it would be does not matter: see `worker-files/broken.ts`. */
export const cannotBeLoaded: FaultCase = {
  title: 'the module of the task throws when a worker loads it',
  module: 'broken',
  judge: anyError,
};
