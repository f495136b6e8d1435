/**
 * What the codec makes of functions and errors. Only `core/codec` reads their content; everybody else passes
 * them on. Both are structured-clonable.
 */

/** A function in a form that can be sent. It is sent once per worker; later messages name it by its `id`. */
export interface FunctionPayload {
  /** Hash of the content: the same id is the same function with the same captured values. */
  readonly id: string;
  /** The function's name, for messages; never empty ("(anonymous)"). */
  readonly name: string;
  readonly body: unknown;
  /** How many bytes of large buffers a worker keeps with it. */
  readonly weight?: number;
}

/** Something that was thrown, in a form that can be sent. */
export interface ErrorPayload {
  readonly kind: string;
  /** Why the function could not be loaded: another machine may have what is missing. */
  readonly unloaded?: string;
}
