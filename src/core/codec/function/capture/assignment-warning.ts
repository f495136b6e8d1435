/**
 * Says once per variable that an assignment in a worker stays in that worker. The most surprising
 * difference between a function in the caller and the same function in another process.
 */
const warned = new Set<string>();

/** Programs that make functions without end would otherwise collect names without end. */
const WARNINGS_LIMIT = 100;

export function warnOfAssignment(functionName: string, variable: string): void {
  if (warned.has(variable) || warned.size >= WARNINGS_LIMIT) return;
  warned.add(variable);
  process.emitWarning(
    `'${functionName}' assigns to the captured variable '${variable}': each worker has its own copy of it, ` +
      'so the change stays in the worker. Return the value instead.',
    { type: 'ManyhandsWarning', code: 'MANYHANDS_CAPTURED_ASSIGNMENT' },
  );
}
