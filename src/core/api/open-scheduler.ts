/** What a pool of this machine is behind its methods. */
import { saveAtExit } from '../code-cache/save-compiled.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import type { Started } from '../transport/transport.ts';
import { crewOptions } from './crew-options.ts';
import type { CheckedPoolOptions } from './pool-options.ts';

/** @throws NotSendableError if what every worker is told at its start cannot be sent */
export function openScheduler(options: CheckedPoolOptions, started: Started[]): Scheduler {
  saveAtExit();
  return new Scheduler({ ...crewOptions(options, { useFiles: true }), started });
}
