/**
 * The stack of an error, or of what `Error.captureStackTrace` was given. It is formatted when it is read, by
 * `Error.prepareStackTrace` if the program has one: which may return anything, or throw.
 */
export function stackOf(holder: { readonly stack?: unknown }): string | undefined {
  try {
    const { stack } = holder;
    return typeof stack === 'string' ? stack : undefined;
  } catch {
    return undefined;
  }
}
