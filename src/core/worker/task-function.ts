/** The function of any task: its arguments are not known here. */
export type TaskFunction = (...args: unknown[]) => unknown;
