/** A call of a method of a served object, as the object sees it: who calls, and how long there is to wait. */

/** Who uses an object: a worker, or the program itself. What a worker held is freed when it is gone. */
export class Holder {
  /** As messages call it. */
  readonly name: string;
  /** The program in which the object lives. */
  readonly isHome: boolean;
  #isGone = false;

  constructor(name: string, isHome = false) {
    this.name = name;
    this.isHome = isHome;
  }

  /** What it still waits for is not to be given to it. */
  get isGone(): boolean {
    return this.#isGone;
  }

  leave(): void {
    this.#isGone = true;
  }
}

export class Call {
  readonly holder: Holder;
  /** How long it may wait, in ms; `undefined`: for ever. */
  readonly limitMs: number | undefined;
  #givenUp: { readonly error: unknown } | undefined;
  #onGiveUp: ((error: unknown) => void) | undefined;

  constructor(holder: Holder, limitMs?: number) {
    this.holder = holder;
    this.limitMs = limitMs;
  }

  /** The caller waits no longer, or is gone. */
  giveUp(error: unknown): void {
    this.#givenUp ??= { error };
    this.#onGiveUp?.(error);
  }

  /** `listener` is told once, at once if that has happened; one at a time. */
  onGiveUp(listener: ((error: unknown) => void) | undefined): void {
    this.#onGiveUp = listener;
    if (this.#givenUp !== undefined) listener?.(this.#givenUp.error);
  }
}
