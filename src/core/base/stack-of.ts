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

/** What follows the first line of a stack, with the line break before it. */
export function framesOf(stack: string | undefined): string {
  const end = stack?.indexOf('\n') ?? -1;
  return stack === undefined || end === -1 ? '' : stack.slice(end);
}

/**
 * Makes an error that gets its stack from elsewhere. Until a stack is read V8 keeps what it is made of, the
 * objects whose methods ran: so an error that a caller keeps would keep the job that brought it, its result
 * and the callbacks.
 */
export function withoutFrames<E extends Error>(make: () => E): E {
  return withStackLimit(() => 0, make);
}

/** What `make` makes while stacks have so many frames at most, instead of as many as the program wants. */
export function withStackLimit<T>(limitFor: (wanted: number) => number, make: () => T): T {
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  // A hardened program may have frozen it; then it stays.
  if (limit !== undefined && limit.writable !== true) return make();
  try {
    Error.stackTraceLimit = limitFor(Number(limit?.value ?? 0));
  } catch {
    return make(); // `Error` is frozen and has none
  }
  try {
    return make();
  } finally {
    if (limit === undefined) Reflect.deleteProperty(Error, 'stackTraceLimit');
    else Error.stackTraceLimit = limit.value as number;
  }
}
