/** The thread worker of `poolifier`, which wants its functions registered. */
import { type TaskFunctions, ThreadWorker } from 'poolifier';
import * as tasks from '../tasks.ts';

new ThreadWorker({ ...tasks } as unknown as TaskFunctions); // its types allow optional data only
