/**
 * RUNS IN THE WORKER. Loads the function before any record is sent, so that a wrong name is one clear
 * error and not one for each record. Loading is the only sure test: with `export *`, CommonJS and loaders
 * the text of a module does not show its exports.
 */

/** Returns the problem in words; undefined if the export is a function. */
export async function probeExport(module: string, name: string): Promise<string | undefined> {
  let exports: object;
  try {
    exports = (await import(module)) as object;
  } catch (error) {
    return `${module} cannot be loaded: ${describe(error)}`;
  }
  const value = readExport(exports, name);
  if (typeof value === 'function') return undefined;
  const names = namesOf(exports);
  const list = names.length === 0 ? 'exports no function' : `exports ${names.join(', ')}`;
  const what = value === undefined ? 'has no' : 'has no function as its';
  return name === 'default'
    ? `${module} ${what} default export; it ${list}\n  → name one: #${names[0] ?? 'name'}`
    : `${module} ${what} export '${name}'; it ${list}`;
}

/** @throws Error if it is no function. */
export async function loadExport(
  module: string,
  name: string,
): Promise<(...args: unknown[]) => unknown> {
  const value = readExport((await import(module)) as object, name);
  if (typeof value !== 'function') throw new Error(`${module} has no function '${name}'`);
  return value as (...args: unknown[]) => unknown; // any function may be called with anything
}

/**
 * Finds an export as the pool does: exports of CommonJS that Node does not see are members of `default`, and
 * so is the default export of a module that was compiled from an ES module.
 */
function readExport(exports: object, name: string): unknown {
  const inner: unknown = Reflect.get(exports, 'default');
  if (name in exports && !(name === 'default' && isCompiled(inner)))
    return Reflect.get(exports, name);
  return inner === null || inner === undefined ? undefined : Reflect.get(Object(inner), name);
}

function isCompiled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, '__esModule') === true;
}

function namesOf(exports: object): string[] {
  return Object.entries(exports).flatMap(([name, value]) =>
    typeof value === 'function' && name !== 'module.exports' ? [name] : [],
  );
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
