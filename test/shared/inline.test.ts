import { sharedSuite } from './shared.suite.ts';

sharedSuite({
  kind: 'inline',
  lacks: {
    kill: 'a task that runs in the thread of its caller cannot be ended',
    death: 'a task that ended its worker would end the program',
    isolation: 'all workers share the program',
  },
});
