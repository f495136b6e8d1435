/** Finds a captured variable in the scopes of a function, from the innermost to the outermost. */
import type { Scope } from './inspector.ts';

export interface Found {
  readonly value: unknown;
  /** The variable exists, but its declaration has not run yet (Node 20 shows it as undefined). */
  readonly isUninitialised: boolean;
  /** Index in the scopes. */
  readonly depth: number;
}

export function lookUp(scopes: readonly Scope[], name: string): Found | undefined {
  for (const [depth, { variables }] of scopes.entries()) {
    const descriptor = Object.getOwnPropertyDescriptor(variables, name);
    if (descriptor === undefined) continue;
    return 'value' in descriptor
      ? { value: descriptor.value, isUninitialised: false, depth }
      : { value: undefined, isUninitialised: true, depth };
  }
  return undefined;
}
