/** Errors made here show who asked for the work; the pool's own insides would tell nobody anything. */
export function calledFrom<E extends Error>(error: E, submitted: string | undefined): E {
  const [, frames] = /^[^\n]*(\n.*)$/s.exec(submitted ?? '') ?? [];
  if (frames === undefined) return error;
  Reflect.deleteProperty(error, 'stack'); // otherwise it would be formatted first, by the user's code perhaps
  return Object.defineProperty(error, 'stack', {
    value: `${error.name}: ${error.message}${frames}`,
    configurable: true,
    writable: true,
  });
}
