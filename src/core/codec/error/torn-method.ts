/**
 * Recognises the error of a method that was sent without its object: `pool.map(this.process, items)` calls
 * `process` with no `this`, as `items.map(this.process)` would, and what V8 says then is a riddle.
 */
import { nameOfFunction } from '../../base/class-name.ts';
import type { ErrorRecord } from './error-payload.ts';
import type { Said } from './name-and-message.ts';

/** What to do about it; `undefined` if `record` is any other error. `fn` is the function that threw it. */
export function adviseTorn(
  { classes, message }: Pick<ErrorRecord, 'classes'> & Pick<Said, 'message'>,
  fn: object | undefined,
): string | undefined {
  if (classes[0]?.name !== 'TypeError' || typeof fn !== 'function') return undefined;
  const text = Function.prototype.toString.call(fn);
  if (!IS_TORN.some((isTorn) => isTorn(message, text))) return undefined;
  const name = nameOfFunction(fn) || 'method';
  return (
    `'${name}' was sent without its object, so it has no \`this\`: ` +
    `send (...args) => object.${name}(...args), or object.${name}.bind(object)`
  );
}

type Test = (message: string, text: string) => boolean;

/** What V8 says, and what the text of the method must have for that to be about its `this`. */
const IS_TORN: readonly Test[] = [
  (message, text) => {
    const key = /^Cannot (?:read|set) properties of undefined \((?:reading|setting) '(.+)'\)$/.exec(
      message,
    )?.[1];
    return key !== undefined && readsOfThis(text).includes(key);
  },
  (message) => /^Cannot destructure property '.+' of 'this' as it is undefined\.$/.test(message),
  // In sloppy code `this` is then the global object.
  (message, text) => {
    const key = /^this\.([\w$]+) is not a function$/.exec(message)?.[1];
    return key !== undefined && readsOfThis(text).includes(key);
  },
];

/** The names in `this.name` and `this['name']`. */
function readsOfThis(text: string): (string | undefined)[] {
  const reads = text.matchAll(/\bthis\s*(?:\.\s*([\w$]+)|\[\s*['"`]([^'"`]+)['"`]\s*\])/g);
  return [...reads].map(([, member, key]) => member ?? key);
}
