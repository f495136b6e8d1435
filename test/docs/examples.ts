/**
 * Finds the examples in the comments of the source, and what should have one. An example is part of a program:
 * everything of the package is imported, and there is a `pool`.
 */
import type { Block } from './blocks.ts';

const COMMENT = /^ *\/\*\*[^]*?\*\//gm;

/** The `@example` of each comment in `source`; the code reaches to the next tag or the end. */
export function examplesOf(file: string, source: string): Block[] {
  return [...source.matchAll(COMMENT)].flatMap((comment) => {
    const [, code] = /^ *\* @example\n([^]*?)(?=^ *\* @|^ *\*\/)/m.exec(comment[0]) ?? [];
    if (code === undefined) return [];
    const line = source.slice(0, comment.index + comment[0].indexOf(code)).split('\n').length;
    return [{ file, line, info: '', code: code.replaceAll(/^ *\* ?/gm, '') }];
  });
}

/** What a user calls, catches or names: all that is exported, and the members named. */
const SUBJECT =
  /^export (?:async )?(?:function|interface|class|type) (?<name>\w+)|^ {2}(?:static )?(?:async )?(?<method>[a-z]\w*)[<(]/gm;

/** The names in `source` that should have an example in a comment before them, and have none. */
export function withoutExample(source: string, isSubject: (name: string) => boolean): string[] {
  const hasExample = new Map<string, boolean>(); // of several forms one has the comment
  for (const { groups, index } of source.matchAll(SUBJECT)) {
    const name = groups?.['name'] ?? groups?.['method'] ?? '';
    if (!isSubject(name)) continue;
    const [comment = ''] = LAST_COMMENT.exec(source.slice(0, index)) ?? [];
    hasExample.set(name, hasExample.get(name) === true || comment.includes('@example'));
  }
  return [...hasExample].filter(([, has]) => !has).map(([name]) => name);
}

const LAST_COMMENT = /\/\*\*(?:(?!\*\/)[^])*\*\/\n(?: *\/\/.*\n)?$/;
