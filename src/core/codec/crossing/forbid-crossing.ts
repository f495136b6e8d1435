/**
 * How an object says that it must not be sent: it carries its reason under a registered symbol, so
 * that classes of other packages can do the same without importing us.
 *
 *    class Connection { [Symbol.for('manyhands.notSendable')] = 'a Connection: it belongs to …' }
 */

/** The key of the reason; it is put into the sentence "its property 'x' is {reason}". */
export const NOT_SENDABLE: unique symbol = Symbol.for('manyhands.notSendable');

/**
 * Marks `instance` and makes structured clone refuse it. The reason alone explains a refusal but
 * causes none: an object of private fields would arrive as `{}` without a word.
 */
export function forbidCrossing(instance: object, reason: string): void {
  Object.defineProperty(instance, NOT_SENDABLE, { value: reason });
  // Structured clone reads enumerable properties under string keys only, and no function passes it.
  Object.defineProperty(instance, 'notSendable', { value: () => reason, enumerable: true });
}
