/** Whether workers can be started here at all: said in one error at the first pool, not in those of workers that die. */
import { PoolStateError } from '../base/errors.ts';
import { hasWorkers } from '../base/own-files.ts';
import { canWrite } from '../base/can-write.ts';
import { NOT_NODE } from '../base/worker-mark.ts';

const LEFT_BEHIND =
  'manyhands was bundled without the program of its workers: leave it out of the bundle (external: ["manyhands"]), or ' +
  "let the bundler use the condition 'module' of package.json, as it does unless its conditions are set " +
  "(esbuild: conditions: ['module'])";
const NO_PROCESSES =
  'this runtime has no v8.Serializer (Bun), without which nothing can be sent to a process: use ThreadPool';

/** @throws PoolStateError */
export function checkCanStart(transport: string): void {
  if (!hasWorkers()) throw new PoolStateError(LEFT_BEHIND);
  if (transport !== 'process') return;
  if (!canWrite()) throw new PoolStateError(NO_PROCESSES);
  if (isSingleExecutable()) throw new PoolStateError(NOT_NODE);
}

/** Whether a process would start this program again. `argv[0]` is what `execPath` was before somebody has set it. */
function isSingleExecutable(): boolean {
  if (process.execPath !== process.argv[0]) return false;
  const sea = process.getBuiltinModule('node:sea') as { isSea(): boolean } | undefined; // not in the types of Node 20
  return sea?.isSea() === true;
}
