/** For the tests of what is started before its channel is opened. */
import { after, before } from 'node:test';

export const OPTIONS = {
  workerId: 7,
  title: 'early-7',
  env: { STARTED: 'early' },
  execArgv: undefined,
  resourceLimits: undefined,
} as const;

/** What is started keeps no program alive: a suite that waits for it has to. */
export function stayAlive(): void {
  let alive: NodeJS.Timeout;
  before(() => {
    alive = setInterval(() => {}, 1 << 30);
  });
  after(() => clearInterval(alive));
}
