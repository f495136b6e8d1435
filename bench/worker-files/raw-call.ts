/** What the raw contestants send and get back. */
import { type TaskName, taskNamed } from '../task-named.ts';

export type RawCall = readonly [id: number, task: TaskName, argument: unknown];
export type RawAnswer = readonly [id: number, value: unknown];

export function answer([id, task, argument]: RawCall): RawAnswer {
  return [id, taskNamed(task)(argument)];
}
