/**
 * What the file of a script says: is it the text that runs, what does it import and export.
 *
 * Nothing is imported or required here: loading the program's modules a second time would run
 * them. Files are read once and kept while they are unchanged.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lexModule, parseScript, type SyntaxNode } from './parser.ts';
import { collectPatternNames } from './declared-names.ts';

export interface ModuleText {
  readonly text: string;
  readonly lineStarts: readonly number[];
  /** Local name → where it is imported from. Read on demand. */
  readonly imports: ReadonlyMap<string, ImportedName>;
  readonly exports: readonly ExportedName[];
  readonly isModule: boolean;
}

export interface ImportedName {
  readonly specifier: string;
  /** '*' for the namespace. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ExportedName {
  readonly name: string;
  /** Undefined for an anonymous `export default`. */
  readonly localName: string | undefined;
  readonly start: number;
}

/** Reads the file of a `file:` URL; undefined if there is none. */
export function readModuleText(url: string): ModuleText | undefined {
  if (!url.startsWith('file:')) return undefined;
  try {
    const path = fileURLToPath(url.replace(/[?#].*$/, ''));
    return describeModule(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** Is `text` what stands at this place, but for types that Node has blanked out? */
export function standsAt(module: ModuleText, text: string, line: number, column: number): boolean {
  const lineStart = module.lineStarts[line];
  if (lineStart === undefined) return false;
  const start = lineStart + column;
  if (module.text.startsWith(text, start)) return true;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char !== module.text[start + i] && char !== ' ' && char !== ';') return false;
  }
  return true;
}

export function describeModule(text: string): ModuleText {
  let lexed: Lexed | undefined;
  let imports: ModuleText['imports'] | undefined;
  let lineStarts: number[] | undefined;
  return {
    text,
    get lineStarts() {
      return (lineStarts ??= findLineStarts(text));
    },
    get imports() {
      return (imports ??= readImports(text, (lexed ??= lex(text)).imports));
    },
    get exports() {
      return (lexed ??= lex(text)).exports;
    },
    get isModule() {
      return (lexed ??= lex(text)).isModule;
    },
  };
}

type Imports = ReturnType<typeof lexModule>[0];

interface Lexed extends Pick<ModuleText, 'exports' | 'isModule'> {
  readonly imports: Imports;
}

function lex(text: string): Lexed {
  try {
    const [imports, exports, , isModule] = lexModule(text);
    const exported = exports.flatMap((one) =>
      one.type === 'direct' && !one.typeOnly
        ? [{ name: one.name, localName: one.localName, start: one.end }]
        : [],
    );
    return { imports, exports: exported, isModule };
  } catch {
    return { imports: [], exports: [], isModule: false };
  }
}

function readImports(text: string, imports: Imports): ReadonlyMap<string, ImportedName> {
  const names = new Map<string, ImportedName>();
  for (const one of imports) {
    if (one.type !== 'static' || one.typeOnly) continue;
    const statement = text.slice(one.importStart, one.importEnd);
    const attributes = Object.fromEntries(one.attributes ?? []);
    for (const [local, name] of readImportClause(statement)) {
      names.set(local, { specifier: one.specifier, name, attributes });
    }
  }
  return names;
}

/** `type T,` and `type T as U,` between braces; not the name `type` in `{ type as t }`. */
const TYPE_SPECIFIER = /(?<=[{,]\s*)type\s+(?!as\s+[^\s,}]+\s*[,}])[\p{ID_Start}$_][^,}]*,?/gu;

/** `import a, {b as c, type T} from 'x'` → a: default, c: b. */
function readImportClause(statement: string): [local: string, name: string][] {
  const plain = statement.replace(TYPE_SPECIFIER, '');
  try {
    const [declaration] = parseScript(plain).body as SyntaxNode[];
    return ((declaration?.specifiers ?? []) as SyntaxNode[]).map((specifier) => {
      const [local = ''] = collectPatternNames(specifier.local as SyntaxNode);
      if (specifier.type === 'ImportNamespaceSpecifier') return [local, '*'];
      if (specifier.type === 'ImportDefaultSpecifier') return [local, 'default'];
      const imported = specifier.imported as SyntaxNode;
      return [local, (imported.name ?? imported.value) as string];
    });
  } catch {
    return [];
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
