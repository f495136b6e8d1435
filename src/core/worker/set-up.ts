/** What a worker does before its first task: it loads the classes of its pool, and runs the initializer. */
import { installIdentity } from '../base/current-process.ts';
import { WORKER_NEWS } from '../base/served.ts';
import { setEntryUrl } from '../codec/function/entry.ts';
import type { FromWorker, StartMessage } from '../wire/messages.ts';
import { completed } from '../wire/unrevived-list.ts';
import type { Functions } from './functions.ts';
import { FAILURES } from './load-failures.ts';
import type { TaskFunction } from './task-function.ts';

export interface SetUp {
  /** What to tell the pool: that this worker is ready, or why it never will be. */
  readonly news: FromWorker;
  /** What is to run before it ends. */
  readonly finalizer?: TaskFunction;
}

export async function setUp(message: StartMessage, functions: Functions): Promise<SetUp> {
  const { classes, entry, identity, initializer, replays = [] } = message;
  let replay: string | undefined;
  setEntryUrl(entry);
  if (identity !== undefined) installIdentity(identity);
  try {
    await functions.loadClasses(classes);
    if (initializer !== null) {
      const initialize = await functions.load(initializer.fn);
      await completed(message);
      await initialize(...(await functions.argumentsOf(initializer)));
      WORKER_NEWS.onIdle?.('initializer');
    }
    for (const call of replays) {
      replay = call.fn.name;
      const run = await functions.load(call.fn);
      await completed(message);
      await run(...(await functions.argumentsOf(call)));
    }
    replay = undefined;
    const finalizer = message.finalizer && (await functions.load(message.finalizer));
    return { news: { kind: 'ready' }, ...(finalizer === null ? {} : { finalizer }) };
  } catch (error) {
    const payload = await FAILURES.with(({ describeFailure }) => describeFailure(error));
    const what = replay === undefined ? {} : { replay };
    return { news: { kind: 'init-failed', error: payload, ...what } };
  }
}
