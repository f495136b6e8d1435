import type { TransportUnderTest } from './subject.ts';

export const INLINE: TransportUnderTest = {
  kind: 'inline',
  lacks: {
    kill: 'a task that runs in the thread of its caller cannot be ended',
    death: 'a task that ended its worker would end the program',
    blocking: 'a task that blocks its thread blocks the program',
    isolation: 'all workers share the global variables of the program',
    process: 'inline workers are no processes',
  },
};
