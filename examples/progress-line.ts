/** One line that counts: overwritten in place on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  readonly #what: string;
  readonly #total: number | undefined;
  #shownAtMs = performance.now();

  constructor(what: string, total?: number) {
    this.#what = what;
    this.#total = total;
  }

  show(done: number): void {
    const pauseMs = process.stderr.isTTY ? 100 : 5000;
    if (performance.now() - this.#shownAtMs < pauseMs) return;
    this.#shownAtMs = performance.now();
    const of = this.#total === undefined ? '' : ` of ${this.#total}`;
    const line = `  ${done}${of} ${this.#what}`;
    process.stderr.write(process.stderr.isTTY ? `\r${line}` : `${line}\n`);
  }

  /** Makes room for what is printed next. */
  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
