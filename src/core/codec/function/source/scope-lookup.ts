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
    const found = readVariable(variables, name);
    if (found !== undefined) return { ...found, depth };
  }
  return undefined;
}

/** V8 throws a ReferenceError for a variable whose declaration has not run. */
export function readVariable(
  variables: Scope['variables'],
  name: string,
): Omit<Found, 'depth'> | undefined {
  try {
    const descriptor = Object.getOwnPropertyDescriptor(variables, name);
    return descriptor && { value: descriptor.value, isUninitialised: false };
  } catch {
    return { value: undefined, isUninitialised: true };
  }
}

/** The same scope with nothing in it but these names. */
export function pickNames({ kind, variables }: Scope, names: readonly string[]): Scope {
  const picked: Record<string, unknown> = {};
  for (const name of names) {
    const found = readVariable(variables, name);
    if (found !== undefined) picked[name] = found.value;
  }
  return { kind, variables: picked };
}
