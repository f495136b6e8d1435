/** Which names a part of a function declares, and which it uses. For `simple-function.ts`. */

export class Scope {
  readonly #parent: Scope | undefined;
  /** The body of a function: here `var` declares. */
  readonly isBody: boolean;
  readonly declared: Set<string> = new Set();
  readonly used: Set<string> = new Set();

  constructor(parent?: Scope, isBody = false) {
    this.#parent = parent;
    this.isBody = isBody;
  }

  /** Only now is all declared: a name may be used above the line that declares it. */
  close(): void {
    for (const name of this.used) if (!this.declared.has(name)) this.#parent?.used.add(name);
  }

  get body(): Scope {
    return this.isBody || this.#parent === undefined ? this : this.#parent.body;
  }
}
