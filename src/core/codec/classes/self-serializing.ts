/**
 * How a class says how its instances travel. Registered symbols, so that a class can use them
 * without importing this package.
 */

/** An instance method without parameters; returns data that can cross. */
export const SERIALIZE: unique symbol = Symbol.for('manyhands.serialize');

/** A static method that takes that data and returns the instance. */
export const REVIVE: unique symbol = Symbol.for('manyhands.revive');
