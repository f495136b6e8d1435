/**
 * Where tests and tasks meet: a folder with a log, to which tasks in any worker add lines, and gates,
 * at which tasks wait until the test lets them pass. So a test decides the order of events itself.
 */
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../until.ts';

export class Stage implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), `manyhands-${process.pid}-stage-`));
  /** For tasks: the path of the log. */
  readonly log = join(this.#folder, 'log');
  /** For tasks that need but one: the path of a gate. */
  readonly gate: string = this.gateNamed('gate');

  constructor() {
    writeFileSync(this.log, '');
  }

  /** For tasks: the path of another gate. */
  gateNamed(name: string): string {
    return join(this.#folder, name);
  }

  /** Lets pass whoever waits at the gate, now or later. */
  open(gate: string = this.gate): void {
    appendFileSync(gate, '');
  }

  isOpen(gate: string): boolean {
    return existsSync(gate);
  }

  /** The lines of the log, in the order in which they were written. */
  get lines(): string[] {
    return readFileSync(this.log, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  }

  /** Settles when the log has `count` lines or more. */
  async reaches(count: number): Promise<void> {
    await until(`${count} lines in the log`, () => this.lines.length >= count);
  }

  /** Opens the common gate, so that no task waits for ever, and removes the folder. */
  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
