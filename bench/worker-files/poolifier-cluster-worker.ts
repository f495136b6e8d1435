/** The cluster worker of `poolifier`, which wants its functions registered. */
import { ClusterWorker, type TaskFunctions } from 'poolifier';
import * as tasks from '../tasks.ts';

new ClusterWorker({ ...tasks } as unknown as TaskFunctions); // its types allow optional data only
