/**
 * The ids of messages that were accepted, so that none is accepted twice. Holds the last `capacity`
 * of them and those no longer than they are valid: an expired message is refused anyway.
 *
 * Bounded, so a replay may pass that comes after `capacity` others and before it expires.
 */
export class SeenIds {
  readonly #capacity: number;
  /** In the order in which they came; a Map keeps it. */
  readonly #expiresMsById = new Map<string, number>();

  constructor(capacity = 100_000) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#expiresMsById.size;
  }

  /** True the first time. */
  admit(id: string, expiresMs: number, nowMs: number): boolean {
    const known = this.#expiresMsById.get(id);
    if (known !== undefined && known > nowMs) return false;
    this.#expiresMsById.delete(id); // so that it goes to the end
    this.#expiresMsById.set(id, expiresMs);
    this.#makeRoom(nowMs);
    return true;
  }

  #makeRoom(nowMs: number): void {
    for (const [id, expiresMs] of this.#expiresMsById) {
      if (this.#expiresMsById.size <= this.#capacity && expiresMs > nowMs) return;
      this.#expiresMsById.delete(id);
    }
  }
}
