/** Finds a captured variable in the scopes of a function, from the innermost to the outermost. */
import type { Scope } from './inspector.ts';
import type { Script } from './script.ts';

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

/**
 * Where the variables of the module as a whole are, as an index in the scopes; -1 if it has none. What the program has declared in
 * classic scripts (`node -e`, the REPL, `vm`) lies around every module, and belongs to none.
 */
export function depthOfModule(scopes: readonly Scope[], script: Pick<Script, 'isClassic'>): number {
  const last = scopes.length - 1;
  return scopes[last]?.kind === 'Script' && !script.isClassic ? last - 1 : last;
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
