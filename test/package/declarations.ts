/**
 * Reads the declarations that are published (`dist/types`, as the compiler makes them in `build/src`), as text: what an entry point exports, and
 * which types occur in what it exports. The compiler prints every declaration from the first column on, and
 * nothing else: that is all this needs to know of the language, apart from names.
 */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** A type, by the module that declares it and its name there: `core/job/job.ts#Progress`. */
type TypeId = string;

interface Module {
  /** The text of each declaration, without comments and texts, by name. */
  readonly declarations: ReadonlyMap<string, string>;
  /** Where names come from: the module of another, or `undefined` for other packages. */
  readonly imports: ReadonlyMap<string, TypeId | undefined>;
  /** What is exported from other modules. */
  readonly reexports: ReadonlyMap<string, TypeId>;
}

/** A type that occurs in a public declaration and cannot be named by users. */
export interface HiddenType {
  readonly type: TypeId;
  readonly usedBy: TypeId;
}

export class Declarations {
  readonly #read: (path: string) => string;
  readonly #modules = new Map<string, Module>();

  /** `read` gives the text of the declarations of a source file, such as `core/job/job.ts`. */
  constructor(read: (path: string) => string) {
    this.#read = read;
  }

  /** Of the package as it was built. */
  static ofPackage(): Declarations {
    const dist = new URL('../../../build/src/', import.meta.url);
    return new Declarations((path) =>
      readFileSync(new URL(path.replace(/\.ts$/, '.d.ts'), dist), 'utf8'),
    );
  }

  /** What `entry` exports, with what an exported alias stands for. */
  exportsOf(entry: string): Set<TypeId> {
    const exported = new Set<TypeId>();
    for (const id of this.#module(entry).reexports.values()) {
      exported.add(id);
      const alias = /^export type \w+ = (\w+);/.exec(this.textOf(id));
      const meant = alias?.[1] && this.#resolve(moduleOf(id), alias[1]);
      if (meant !== undefined && meant !== '') exported.add(meant);
    }
    return exported;
  }

  /** The names that `entry` exports. */
  namesOf(entry: string): string[] {
    return [...this.#module(entry).reexports.keys()];
  }

  /** The declaration of a type or a value, without comments. */
  textOf(id: TypeId): string {
    return this.#module(moduleOf(id)).declarations.get(nameOf(id)) ?? '';
  }

  /**
   * Types in what `entry` exports that it does not export itself. Those that `root` exports as well are
   * looked at there.
   */
  hiddenIn(entry: string, root = entry): HiddenType[] {
    const exported = this.exportsOf(entry);
    const elsewhere = root === entry ? new Set<TypeId>() : this.exportsOf(root);
    return [...exported]
      .filter((id) => !elsewhere.has(id))
      .flatMap((id) =>
        this.#typesIn(id)
          .filter((type) => !exported.has(type))
          .map((type) => ({ type, usedBy: id })),
      );
  }

  #typesIn(id: TypeId): TypeId[] {
    const module = moduleOf(id);
    const text = this.textOf(id).replaceAll(HIDDEN_MEMBER, '');
    const names = [...text.matchAll(NAME)].map(([name]) => name);
    return [...new Set(names)].flatMap((name) => {
      const type = this.#resolve(module, name);
      return type === undefined || type === id || !this.#isType(type) ? [] : [type];
    });
  }

  /** What `name` means in `module`, if that is one of ours. */
  #resolve(module: string, name: string): TypeId | undefined {
    const { declarations, imports } = this.#module(module);
    if (declarations.has(name)) return `${module}#${name}`;
    return imports.get(name);
  }

  #isType(id: TypeId): boolean {
    return /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|type) /m.test(
      this.textOf(id),
    );
  }

  #module(path: string): Module {
    const known = this.#modules.get(path);
    if (known !== undefined) return known;
    const module = parse(path, this.#read(path));
    this.#modules.set(path, module);
    return module;
  }
}

const COMMENT_OR_TEXT = /\/\*[^]*?\*\/|\/\/.*$|(["'`])(?:\\.|(?!\1)[^\\])*\1/gm;
/** Members that nobody outside of the class can use. */
const HIDDEN_MEMBER = /^ +(?:private|protected|#private)\b.*$/gm;
/** Names, but not those of properties and parameters, and not what comes after a dot. */
const NAME = /(?<![\w$.])[A-Za-z_$][\w$]*(?![\w$]|\??:)/g;
const STATEMENT =
  /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|type|const|let|function) (\w+)[^]*?(?=^(?:export|declare|import|class|interface|type|const|let)\b|$(?![^]))/gm;
const IMPORT = /^(import|export) (?:type )?\{([^}]*)\} from ['"]([^'"]+)['"]/gm;

function parse(path: string, text: string): Module {
  const declarations = new Map<string, string>();
  const code = text.replaceAll(COMMENT_OR_TEXT, (found) => (found.startsWith('/') ? '' : '""'));
  for (const [statement, name = ''] of code.matchAll(STATEMENT)) {
    declarations.set(name, (declarations.get(name) ?? '') + statement);
  }
  const imports = new Map<string, TypeId | undefined>();
  const reexports = new Map<string, TypeId>();
  for (const [, kind, names = '', from = ''] of text.matchAll(IMPORT)) {
    for (const [name, as] of namesIn(names)) {
      const isOurs = from.startsWith('.');
      const id = `${posix.join(posix.dirname(path), from)}#${name}`;
      if (kind === 'import') imports.set(as, isOurs ? id : undefined);
      else if (isOurs) reexports.set(as, id);
    }
  }
  return { declarations, imports, reexports };
}

/** `type A, B as C` → `[['A', 'A'], ['B', 'C']]`. */
function namesIn(list: string): [string, string][] {
  return list
    .split(',')
    .map((part) => part.trim().replace(/^type /, ''))
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', as = name] = part.split(/ as /);
      return [name, as];
    });
}

function moduleOf(id: TypeId): string {
  return id.slice(0, id.indexOf('#'));
}

function nameOf(id: TypeId): string {
  return id.slice(id.indexOf('#') + 1);
}
