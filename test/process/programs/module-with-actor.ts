/** A module that starts a process when it is loaded: in a worker that imports it this must not go on for ever. */
import { Process } from 'manyhands';

export class Model {
  answer(): number {
    return 42;
  }
}

export function answer(): number {
  return 42;
}

await new Process(() => 1).result();
