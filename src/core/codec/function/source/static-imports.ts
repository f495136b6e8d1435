/** What a module imports from files beside it, as far as its text says so plainly. */
import type { SourceFile } from './source-file.ts';

export interface StaticImport {
  /** The URL of a file. */
  readonly url: string;
  /** Local name → its name there, '*' for all of it. Empty if it is handed on, `export … from`. */
  readonly names: ReadonlyMap<string, string>;
  readonly start: number;
  readonly end: number;
}

const STATEMENT =
  /^[ \t]*(import|export)\b([\w$\s{},*]*?)\bfrom\s*(['"])((?:\.{0,2}|file:\/\/)\/[^'"\n?#%\\]+)\3/gm;

export function readStaticImports({ code, url }: SourceFile): StaticImport[] {
  return Array.from(code.matchAll(STATEMENT), ({ index, ...found }) => {
    const [statement = '', kind, clause = '', , specifier = ''] = Object.values(found) as string[];
    const names = kind === 'import' ? readNames(clause.trim()) : new Map<string, string>();
    return {
      url: new URL(specifier, url).href,
      names,
      start: index,
      end: index + statement.length,
    };
  });
}

/** `a, { b as c }` → a: default, c: b. Types are left out. */
function readNames(clause: string): Map<string, string> {
  const names = new Map<string, string>();
  if (/^type\s+(?!,)/.test(clause)) return names;
  const [, whole] = /\*\s*as\s+([\w$]+)/.exec(clause) ?? [];
  const [, byDefault] = /^([\w$]+)/.exec(clause) ?? [];
  const [, list = ''] = /\{([^}]*)\}/.exec(clause) ?? [];
  if (byDefault !== undefined) names.set(byDefault, 'default');
  if (whole !== undefined) names.set(whole, '*');
  for (const one of list.split(',')) {
    const [, name, local = name] = /^([\w$]+)(?:\s+as\s+([\w$]+))?$/.exec(one.trim()) ?? [];
    if (name !== undefined && local !== undefined) names.set(local, name);
  }
  return names;
}
