/** The worker of `workerpool`, which wants its methods registered. */
import workerpool from 'workerpool';
import * as tasks from '../tasks.ts';

function reportMany(times: number): void {
  for (let value = 0; value < times; value += 1) workerpool.workerEmit(value);
}

workerpool.worker({ ...tasks, reportMany });
