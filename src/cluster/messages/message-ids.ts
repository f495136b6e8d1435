/**
 * The ids under which one job publishes its chunks. An engine takes the same id once within two minutes, so
 * nobody else may know an id before it is used: their garbage would be taken in place of the chunk.
 */
import { createHmac, randomBytes } from 'node:crypto';

export class MessageIds {
  readonly #job: string;
  readonly #secret = randomBytes(16);

  constructor(job: string) {
    this.#job = job;
  }

  /** The same for the same chunk and `attempt`: a chunk that is still in the queue is not put there twice. */
  of(index: number, attempt = 0): string {
    const text = createHmac('sha256', this.#secret).update(`${index}.${attempt}`).digest('hex');
    return `${this.#job}.${index}.${text.slice(0, 24)}`;
  }
}
