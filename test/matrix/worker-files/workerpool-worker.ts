/** The worker of `workerpool`, which wants its methods registered. */
import workerpool from 'workerpool';
import * as tasks from '../tasks.ts';

workerpool.worker({ ...tasks });
