/** From a task's name to the task. */
import * as tasks from './tasks.ts';

export type TaskName = keyof typeof tasks;

/** Each task takes one argument; which type is the business of the row that calls it. */
export type AnyTask = (argument: unknown) => unknown;

export function taskNamed(name: TaskName): AnyTask {
  return tasks[name] as AnyTask;
}
