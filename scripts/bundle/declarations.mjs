// The declarations that are published: what the public ones lead to and nothing else, rolled up.
//
//    build/src/**/*.d.ts   →   dist/types.d.cts                  what the main entry leads to
//                              dist/index.d.cts, cluster.d.cts…  what `require` gives; here also what only that entry
//                                                                leads to: it may need a package that is not there
//                              dist/index.d.ts, cluster.d.ts…    what `import` gives: the same names
//
// They are those of CommonJS modules, as what they describe is. So a type is one type, whichever way a program
// has got the package. How the compiler prints declarations is all this knows of the language.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** For compilers whose settings leave them out: `await using`, `for await` and what they need. */
const LIBRARIES = ['es2023', 'esnext.disposable'];

/** @param {string} from where the compiler has put all declarations @param {string} to `dist` */
export function publishDeclarations(from, to, entries) {
  const modules = new Modules(from);
  const parts = Object.entries(entries).map(([name, source]) => {
    const before = new Set(modules.all.keys());
    const exported = modules.exportsOf(source.slice('src/'.length, -'.ts'.length));
    return {
      name,
      exported,
      added: [...modules.all.values()].filter(({ path }) => !before.has(path)),
    };
  });
  modules.keepReached(parts.flatMap(({ exported }) => [...exported.values()]));
  const names = new Names(parts.flatMap(({ exported }) => [...exported]));
  const [main, ...others] = parts;
  const isInTypes = (id) => main.added.some(({ path }) => id.startsWith(`${path}#`));
  const passed = parts.flatMap(({ exported, added }) => [
    ...exported.values(),
    ...added.flatMap(modules.idsIn),
  ]);
  const inTypes = new Set(passed.filter(isInTypes));
  const write = (file, text) => writeFileSync(join(to, file), withTabs(text));
  const body = (added) =>
    [
      ...new Set(added.flatMap(({ foreign }) => foreign)),
      ...added.map((one) => render(one, { modules, names, exported: inTypes })),
    ].join('');
  write('types.d.cts', `${REFERENCES}${body(main.added)}export {};\n`);
  write(`${main.name}.d.cts`, `export { ${listOf(main.exported, names)} } from './types.cjs';\n`);
  for (const { name, exported, added } of others) {
    const needed = new Set(
      [...exported.values(), ...added.flatMap(modules.idsIn)].filter(isInTypes),
    );
    const list = [...needed].map((id) => names.of(id)).join(', ');
    const imports = list === '' ? '' : `import { ${list} } from './types.cjs';\n`;
    write(`${name}.d.cts`, `${imports}${body(added)}export { ${listOf(exported, names)} };\n`);
  }
  for (const { name, exported } of parts)
    write(`${name}.d.ts`, `export { ${[...exported.keys()].join(', ')} } from './${name}.cjs';\n`);
}

/** The compiler indents by four blanks each. */
function withTabs(text) {
  return text.replace(/^( {4})+/gm, (blanks) => '\t'.repeat(blanks.length / 4));
}

/** Node's own types are there if they are installed: TypeScript 6 and later take no `@types` that nobody names. */
const REFERENCES = [
  ...LIBRARIES.map((lib) => `/// <reference lib="${lib}" />\n`),
  '/// <reference types="node" />\n',
].join('');

function listOf(exported, names) {
  const list = [...exported].map(([name, id]) =>
    names.of(id) === name ? name : `${names.of(id)} as ${name}`,
  );
  return list.join(', ');
}

const IMPORT = /^(import|export) (?:type )?\{([^}]*)\} from ['"]([^'"]+)['"];\n/gm;
const DECLARED =
  /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|type|const|let|function) (\w+)/gm;
/** With the comment before it. */
const STATEMENT =
  /^(?:\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?(?:export|declare|abstract|interface|type|const|let|class|function) /gm;
const OF_THE_FILE = /^\/\*\*(?:[^*]|\*(?!\/))*\*\/\n(?=(?:import|export) (?:type )?\{|\/\*\*)/;
const COMMENT_OR_TEXT = /(\/\*[^]*?\*\/|\/\/.*$|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")/m;

/** All modules that have been asked for, and what their names stand for: `core/job/job#Progress`. */
class Modules {
  all = new Map();
  #from;

  constructor(from) {
    this.#from = from;
  }

  /** Public name → what it stands for. */
  exportsOf(path) {
    const names = [...this.#load(path).reexported.keys()];
    return new Map(names.map((name) => [name, this.idOf(path, name)]));
  }

  /** What a name means in a module; `undefined` if it is not one of ours. */
  idOf(path, name) {
    const { declared, imported, reexported } = this.#load(path);
    if (declared.has(name)) return `${path}#${name}`;
    const origin = imported.get(name) ?? reexported.get(name);
    return origin && this.idOf(origin.path, origin.name);
  }

  /** What a module imports from others of ours. */
  idsIn = ({ path, imported }) => [...imported.keys()].map((name) => this.idOf(path, name));

  /** Leaves out what nothing public leads to. */
  keepReached(roots) {
    const reached = new Set(roots);
    const visit = (path, piece) => {
      for (const name of piece.uses) {
        const id = this.idOf(path, name);
        if (id !== undefined) reached.add(id);
      }
    };
    for (const { path, pieces } of this.all.values())
      for (const piece of pieces.filter(({ name }) => name === undefined)) visit(path, piece);
    for (const id of reached) {
      const [path, name] = id.split('#');
      for (const piece of this.all.get(path).pieces) if (piece.name === name) visit(path, piece);
    }
    for (const module of this.all.values())
      keep(module, ({ name }) => name === undefined || reached.has(`${module.path}#${name}`));
  }

  #load(path) {
    const known = this.all.get(path);
    if (known !== undefined) return known;
    const module = parse(path, readFileSync(join(this.#from, `${path}.d.ts`), 'utf8'));
    this.all.set(path, module);
    for (const { path: other } of module.imported.values()) this.#load(other);
    for (const { path: other } of module.reexported.values()) this.#load(other);
    return module;
  }
}

function parse(path, whole) {
  const text = whole.replace(/^\/\/# sourceMappingURL=.*$/m, '').replace(OF_THE_FILE, '');
  const parts = text.split(COMMENT_OR_TEXT);
  if (parts.some((part, at) => part.endsWith('import(') && /^['"]\./.test(parts[at + 1])))
    throw new Error(`${path}.d.ts has an import() of another file of ours: import it at the top`);
  const module = { path, imported: new Map(), reexported: new Map(), foreign: [] };
  for (const [statement, kind, list, from] of text.matchAll(IMPORT)) {
    if (!from.startsWith('.')) module.foreign.push(statement);
    else
      for (const [name, as] of namesIn(list)) {
        const origin = { path: posix.join(posix.dirname(path), from).replace(/\.ts$/, ''), name };
        (kind === 'import' ? module.imported : module.reexported).set(as, origin);
      }
  }
  const body = text
    .replaceAll(IMPORT, '')
    .replaceAll(/^declare module ['"]\.[^'"]*['"]/gm, "declare module './types.cjs'")
    .replace(/^export \{\};\n/m, '')
    .replaceAll(/^import '\.[^']*';\n/gm, '') // what it does is no type
    .trim();
  return {
    ...module,
    pieces: piecesOf(body),
    body,
    declared: new Set([...body.matchAll(DECLARED)].map(([, name]) => name)),
  };
}

/** What is declared, each with its comment; without a name if it adds to what is declared elsewhere. */
function piecesOf(body) {
  const starts = [...body.matchAll(STATEMENT)].map(({ index }) => index);
  return starts.map((start, at) => {
    const text = body.slice(at === 0 ? 0 : start, starts[at + 1]);
    const code = text.split(COMMENT_OR_TEXT).filter((_, index) => index % 2 === 0);
    const [[, name] = []] = text.matchAll(DECLARED);
    return { text, name, uses: new Set(code.join(' ').match(/[A-Za-z_$][\w$]*/g)) };
  });
}

/** Reduces a module to some of its pieces, and to what these import. */
function keep(module, isKept) {
  const pieces = module.pieces.filter(isKept);
  const isUsed = (name) => pieces.some(({ uses }) => uses.has(name));
  module.body = pieces
    .map(({ text }) => text)
    .join('')
    .trim();
  module.declared = new Set(pieces.flatMap(({ name }) => name ?? []));
  module.imported = new Map([...module.imported].filter(([name]) => isUsed(name)));
  module.foreign = module.foreign.filter((statement) =>
    namesIn(/\{([^}]*)\}/.exec(statement)?.[1] ?? '').some(([, as]) => isUsed(as)),
  );
}

/** `type A, B as C` → `[['A', 'A'], ['B', 'C']]`. */
function namesIn(list) {
  const parts = list.split(',').map((part) => part.trim().replace(/^type /, ''));
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const [name, as = name] = part.split(' as ');
      return [name, as];
    });
}

/** The names in the one file. Public ones stay as they are; of others that are equal the later get a number. */
class Names {
  #byId = new Map();
  #taken = new Set();

  constructor(exported) {
    for (const [name, id] of exported) this.#give(id, name);
  }

  of(id) {
    if (!this.#byId.has(id)) this.#give(id, id.slice(id.indexOf('#') + 1));
    return this.#byId.get(id);
  }

  #give(id, name) {
    if (this.#byId.has(id)) return;
    let free = name;
    for (let n = 2; this.#taken.has(free); n += 1) free = `${name}${n}`;
    this.#taken.add(free);
    this.#byId.set(id, free);
  }
}

function render({ path, body, declared, imported }, { modules, names, exported }) {
  const renamed = new Map();
  for (const name of [...declared, ...imported.keys()]) {
    const final = names.of(modules.idOf(path, name));
    if (final !== name) renamed.set(name, final);
  }
  const use = new RegExp(`(?<![\\w$.])(?:${[...renamed.keys()].join('|')})(?![\\w$]|\\??:)`, 'g');
  const parts = body
    .replaceAll(DECLARED, (whole, name) =>
      // Where it is declared, because a module that adds to an interface does not find it in a list of exports.
      exported.has(`${path}#${name}`) ? whole : whole.replace(/^export /, ''),
    )
    .split(COMMENT_OR_TEXT);
  const isCode = (index) => index % 2 === 0 && renamed.size > 0;
  const text = parts.map((part, index) =>
    isCode(index) ? part.replaceAll(use, (name) => renamed.get(name)) : part,
  );
  return body === '' ? '' : `${text.join('')}\n`;
}
