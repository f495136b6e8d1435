/** A writer that keeps its text, and notes each flush and sync. */
import type { TextWriter } from '#dist/cli/outputs/text-writer.js';

export class MemoryWriter implements TextWriter {
  text = '';
  isFull = false;
  readonly calls: string[] = [];
  /** What the next flushes and syncs reject with. */
  failure: Error | undefined;

  get length(): number {
    return Buffer.byteLength(this.text);
  }

  append(text: string): void {
    this.text += text;
  }

  async flush(): Promise<void> {
    await this.#note('flush');
  }

  async sync(): Promise<void> {
    await this.#note('sync');
  }

  async close(): Promise<void> {
    await this.#note('close');
  }

  async #note(call: string): Promise<void> {
    this.calls.push(call);
    if (this.failure !== undefined) throw this.failure;
    await Promise.resolve();
  }
}
