/** How most exports are written. */

const NAME = '([\\p{ID_Start}$_][\\p{ID_Continue}$]*)';
const EXPORT = /(?:^|[\s;}])export\s+(default\s+)?$/;
const DECLARATION = new RegExp(`^(?:async\\s+)?(?:function\\b\\s*\\*?|class\\b)\\s*${NAME}`, 'u');
const ASSIGNMENT = new RegExp(`(?:^|[\\s;}])export\\s+(?:const|let|var)\\s+${NAME}\\s*=\\s*$`, 'u');

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
  const [, localName] =
    (exported === null ? ASSIGNMENT.exec(before) : DECLARATION.exec(text)) ?? [];
  if (localName === undefined) return undefined;
  return { name: exported?.[1] === undefined ? localName : 'default', localName };
}
