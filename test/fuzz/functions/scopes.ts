/** What a function captures, by `eslint-scope`: the oracle for the pool's own analysis. */
import { parse } from 'acorn';
import { analyze, type Reference, type Scope, type Variable } from 'eslint-scope';

export interface Captures {
  /** The names at the top of the program that `main` needs, also through functions that it needs. */
  readonly needed: ReadonlySet<string>;
  /** Names of captured variables that are assigned to, and that several of the functions have. */
  readonly sharedAssigned: readonly string[];
  /** A captured constant is assigned to. */
  readonly assignsConstant: boolean;
}

/** @param text a whole program, in which `main` and the names round it are declared. */
export function capturesOf(text: string): Captures {
  const tree = parse(`(function (show, take) {\n${text}\n})`, { ecmaVersion: 2022, ranges: true });
  // acorn's trees are ESTree; their types are written down twice.
  const manager = analyze(tree as never, { ecmaVersion: 2022, sourceType: 'script' });
  return new Walk(manager.scopes as Scope[]).run();
}

type Range = readonly [number, number];

class Walk {
  readonly #scopes: readonly Scope[];
  readonly #references: readonly Reference[];
  /** Who uses a variable: ranges of `main`, and of declarations that it needs. */
  readonly #users = new Map<Variable, Range[]>();

  constructor(scopes: readonly Scope[]) {
    this.#scopes = scopes;
    this.#references = scopes.flatMap(({ references }) => references);
  }

  run(): Captures {
    const [, top] = this.#scopes;
    const main = this.#scopes
      .flatMap(({ variables }) => variables)
      .find(({ name }) => name === 'main');
    if (main?.defs[0] === undefined) throw new Error('the program has no function main');
    this.#need(rangeOf(main.defs[0].node));
    const needed = [...this.#users.keys()].filter(({ scope }) => scope === top);
    const shared = [...this.#users].filter(([each, users]) => users.length > 1 && isAssigned(each));
    return {
      needed: new Set(needed.map(({ name }) => name)),
      sharedAssigned: shared.map(([{ name }]) => name),
      assignsConstant: [...this.#users.keys()].some((each) => isConstant(each) && isAssigned(each)),
    };
  }

  /** All that the text in `range` takes from outside, and what that takes in turn. */
  #need(range: Range): void {
    for (const { identifier, resolved } of this.#references) {
      const [definition] = resolved?.defs ?? [];
      if (resolved === null || definition === undefined) continue;
      const isTaken = contains(range, identifier) && !contains(range, definition.name);
      const users = this.#users.get(resolved) ?? [];
      if (!isTaken || users.includes(range)) continue;
      this.#users.set(resolved, [...users, range]);
      if (users.length === 0) for (const source of sourcesOf(resolved)) this.#need(rangeOf(source));
    }
  }
}

/** Where the value of a variable comes from: its declaration, or the default of a parameter. */
function sourcesOf({ defs, references }: Variable): object[] {
  const [definition] = defs;
  if (definition === undefined) return [];
  if (definition.type !== 'Parameter') return [definition.node];
  return references.flatMap(({ init, writeExpr }) =>
    init === true && writeExpr ? [writeExpr] : [],
  );
}

function isConstant({ defs }: Variable): boolean {
  return defs.some(({ parent }) => (parent as { kind?: string } | null)?.kind === 'const');
}

/** After its declaration, by whomever. */
function isAssigned({ references }: Variable): boolean {
  return references.some((reference) => reference.isWrite() && reference.init !== true);
}

function contains([from, to]: Range, node: object): boolean {
  const range = rangeOf(node);
  return range[0] >= from && range[1] <= to;
}

function rangeOf(node: object): Range {
  return (node as { range: Range }).range; // asked for in `parse`
}
