/** What calls are called: all that are under way, and of those that are over the latest, whose chunks may still come. */

const MAX_OVER = 10_000;

export class CallNames {
  readonly #open = new Map<number, string>();
  #over = new Map<number, string>();
  #overBefore = new Map<number, string>();

  begin(id: number, name: string): void {
    this.#open.set(id, name);
  }

  /** False: it began before anybody listened. */
  end(id: number): boolean {
    const name = this.#open.get(id);
    if (name === undefined) return false;
    this.#open.delete(id);
    this.#over.set(id, name);
    if (this.#over.size >= MAX_OVER) {
      this.#overBefore = this.#over;
      this.#over = new Map();
    }
    return true;
  }

  of(id: number): string {
    return this.#open.get(id) ?? this.#over.get(id) ?? this.#overBefore.get(id) ?? `call ${id}`;
  }
}
