/** What runs chains, loaded with the first chunk of one. */
import { LateModule } from '../base/late-module.ts';
import { requireOwnFile } from '../base/own-files.ts';
import type { ChunkResult, RunChunk } from '../wire/messages.ts';
import { guarded } from './load-failures.ts';
import type { TaskFunction } from './task-function.ts';
import type { KeptClasses } from './with-classes.ts';

const FLOWS: LateModule<typeof import('./flow/run-flow.ts')> = new LateModule(
  () => guarded(() => requireOwnFile('core/worker/flow/run-flow')),
  async () => await import('./flow/run-flow.ts'),
);

/** `chain`: the plan that a function stands for, whose stages run on all items of `chunk`. */
export function runChain(
  chain: TaskFunction,
  chunk: RunChunk,
  classes: KeptClasses | undefined,
): ChunkResult | Promise<ChunkResult> {
  const running = FLOWS.with(({ runFlow }) => runFlow(chain, chunk, classes));
  return running instanceof Promise ? running.then(async (result) => await result) : running;
}
