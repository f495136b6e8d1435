/** Refuses functions that something holds to the place where they stand. */
import type { FunctionText } from '../source/function-text.ts';
import { refuse, type Trail } from './refusal.ts';

/** @throws Refusal */
export function refuseUnmovable(
  fn: { readonly name: string },
  { names, isArrow }: FunctionText,
  trail: Trail | undefined,
): void {
  const no = (why: string, advice: string): never => refuse(trail, { culprit: '', why, advice });
  const methodAdvice = `bind it to its instance (instance.${fn.name}.bind(instance)), or send a function that calls it`;
  const kind = isArrow ? 'an arrow function' : 'a function';
  for (const outer of names.outer) {
    if (outer === 'super') {
      no("uses 'super', which a method has only inside its class", methodAdvice);
    }
    no(
      `uses '${outer}' of the function around it, which ${kind} cannot take along`,
      `put what it needs into a variable, or make it a 'function' that gets it as an argument`,
    );
  }
  for (const name of names.outerPrivateNames) {
    no(`uses the private name '#${name}', which exists only inside its class`, methodAdvice);
  }
  if (names.hasDirectEval) {
    no(
      "calls 'eval' directly, so nobody can tell which variables it uses",
      "use (0, eval)(text) or 'new Function', and pass what the text needs",
    );
  }
}
