/** Modules that do well in the program and badly in a worker. */
export const isInWorker: boolean = Reflect.has(globalThis, Symbol.for('manyhands.worker'));
