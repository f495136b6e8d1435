/** How most exports are written. */

interface Patterns {
  readonly declaration: RegExp;
  readonly assignment: RegExp;
}

const EXPORT = /(?:^|[\s;}])export\s+(default\s+)?$/;
const PLAIN = patternsWith('([A-Za-z_$][\\w$]*)(?![\\w$]|[^\\0-\\x7f])', '');
/** Made when there is a need for it: V8 takes half a millisecond for all letters that there are. */
let ofAllLetters: Patterns | undefined;

/**
 * The names in `export function f …`, `export default function f …` and `export const f = …`. Most exports are written so, and then
 * nobody has to read the whole module. A word 'export' right before code is the keyword, whatever
 * else is on the line: a comment, a string or a pattern would have to end in between.
 */
export function readDeclaration(
  before: string,
  text: string,
): { readonly name: string; readonly localName: string } | undefined {
  const exported = EXPORT.exec(before);
  const localName = exported === null ? nameIn(before, 'assignment') : nameIn(text, 'declaration');
  if (localName === undefined) return undefined;
  return { name: exported?.[1] === undefined ? localName : 'default', localName };
}

function nameIn(text: string, which: keyof Patterns): string | undefined {
  const plain = PLAIN[which].exec(text)?.[1];
  if (plain !== undefined || !/[^\0-\x7f]/.test(text)) return plain;
  ofAllLetters ??= patternsWith('([\\p{ID_Start}$_][\\p{ID_Continue}$]*)', 'u');
  return ofAllLetters[which].exec(text)?.[1];
}

function patternsWith(name: string, flags: string): Patterns {
  return {
    declaration: new RegExp(`^(?:async\\s+)?(?:function\\b\\s*\\*?|class\\b)\\s*${name}`, flags),
    assignment: new RegExp(`(?:^|[\\s;}])export\\s+(?:const|let|var)\\s+${name}\\s*=\\s*$`, flags),
  };
}
