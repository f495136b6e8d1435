/** Whether every worker is ready, for those who wait to know; and why none ever will be. */
export class Readiness {
  #failure: { readonly error: unknown } | undefined;
  readonly #waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] =
    [];

  /** Why nothing can run any more, if that is so. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** All workers are ready now. */
  settle(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  /** They will never be. The first reason stays. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure.error);
  }

  /** Settles when all workers are ready, at once if `isReady`. */
  async wait(isReady: boolean): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (isReady) return;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }
}
