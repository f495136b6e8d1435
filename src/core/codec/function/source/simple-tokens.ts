/**
 * Cuts the text of a function into tokens, for `simple-function.ts`. Exact for what it accepts: the text is one that V8 has
 * compiled, so there are no errors to find in it. Gives up where a slash may be either a division or a pattern,
 * and at escapes in names, private names, and characters beyond ASCII outside of strings, comments and templates.
 */

export interface Token {
  /** Of a template: each piece of its text is one, and what stands between them is in `${` and `}$`. */
  readonly kind: 'name' | 'literal' | 'template' | 'mark';
  /** Of a name or a mark: itself. */
  readonly text: string;
  /** On a later line than the one before it. */
  readonly isOnNewLine: boolean;
  /** Of a bracket that opens: where the one that closes it is among the tokens. */
  end: number;
}

const BLANK = /(?:[ \t\r\n]|\/\/.*|\/\*[^]*?\*\/)*/y;
const NAME = /[A-Za-z_$][\w$]*/y;
const NUMBER =
  /(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)n?/y;
const STRING = /'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"/y;
const TEMPLATE = /(?:[^`\\$]|\\[^]|\$(?!\{))*/y;
const PATTERN = /\/(?:[^/[\\\n]|\\.|\[(?:[^[\]\\\n]|\\.)*\])+\/[a-z]*/y;
const MARK =
  /=>|\.\.\.|\?\.(?!\d)|>>>=|\*\*=|&&=|\|\|=|\?\?=|<<=|>>=|>>>|[=!]==|\+\+|--|\*\*|&&|\|\||\?\?|<<|>>|[=!<>+\-*/%&|^]=|[-+*/%&|^!~<>=?:,;.()[\]{}]/y;

/** After these a value begins, so a slash begins a pattern. */
const BEFORE_VALUES = new Set(
  'return typeof case do else in instanceof new throw void delete'.split(' '),
);
const BEFORE_PARENTHESES = new Set(['if', 'while', 'for']);
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** `undefined` if there is something in `text` that is not certain. */
export function readTokens(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  return new Reader(text, tokens).readAll() ? tokens : undefined;
}

class Reader {
  readonly #text: string;
  readonly #tokens: Token[];
  readonly #open: number[] = [];
  #at = 0;
  #isOnNewLine = false;

  constructor(text: string, tokens: Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  readAll(): boolean {
    for (;;) {
      this.#isOnNewLine = (this.#take(BLANK) ?? '').includes('\n');
      if (this.#at === this.#text.length) return this.#open.length === 0;
      if (!this.#readOne()) return false;
    }
  }

  #readOne(): boolean {
    const name = this.#take(NAME);
    if (name !== undefined) return this.#add('name', name);
    if (this.#take(NUMBER) !== undefined || this.#take(STRING) !== undefined)
      return this.#add('literal', '');
    const char = this.#text[this.#at];
    if (char === '`') return this.#readTemplate();
    if (char === '/') {
      const isPattern = this.#isPatternNext();
      if (isPattern === undefined) return false;
      if (isPattern) return this.#take(PATTERN) !== undefined && this.#add('literal', '');
    }
    const mark = this.#take(MARK);
    if (mark === undefined || this.#isComment(mark)) return false;
    if (mark === '(' || mark === '[' || mark === '{') return this.#addOpen(mark);
    return mark in CLOSING ? this.#close(mark) : this.#add('mark', mark);
  }

  /** What opens and closes comments in sloppy code, as in HTML. */
  #isComment(mark: string): boolean {
    const rest = this.#text.slice(this.#at, this.#at + 3);
    return (mark === '<' && rest === '!--') || (mark === '--' && rest.startsWith('>'));
  }

  /** The piece of a template that begins here, up to its end or to the next `${`. */
  #readTemplate(): boolean {
    this.#at += 1;
    this.#take(TEMPLATE);
    this.#add('template', '');
    if (this.#text[this.#at] === '`') {
      this.#at += 1;
      return true;
    }
    this.#at += 2;
    return this.#addOpen('${');
  }

  #close(mark: string): boolean {
    const opened = this.#tokens[this.#open.pop() ?? -1];
    if (opened === undefined) return false;
    opened.end = this.#tokens.length;
    if (mark !== '}' || opened.text !== '${')
      return opened.text === CLOSING[mark] && this.#add('mark', mark);
    this.#add('mark', '}$');
    this.#at -= 1; // the brace stands where the quote of a first piece does
    return this.#readTemplate();
  }

  #addOpen(mark: string): boolean {
    this.#open.push(this.#tokens.length);
    return this.#add('mark', mark);
  }

  #add(kind: Token['kind'], text: string): true {
    this.#tokens.push({ kind, text, isOnNewLine: this.#isOnNewLine, end: -1 });
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) return undefined;
    this.#at += found.length;
    return found;
  }

  /** `undefined` if only a parser could tell. */
  #isPatternNext(): boolean | undefined {
    const last = this.#tokens.at(-1);
    if (last === undefined) return undefined;
    if (last.kind === 'name') return this.#isWord(-1, BEFORE_VALUES);
    if (last.kind !== 'mark') return false;
    if (/^(\}|\+\+|--)$/.test(last.text)) return undefined;
    return last.text === ')' ? this.#isAfterHead() : last.text !== ']';
  }

  /** Behind the parentheses of `if (…)` a statement begins. */
  #isAfterHead(): boolean | undefined {
    const last = this.#tokens.length - 1;
    const start = this.#tokens.findLastIndex(({ end }) => end === last);
    return start === 0 ? false : this.#isWord(start - 1, BEFORE_PARENTHESES);
  }

  /** Is that token one of these words? Uncertain if it may be the name of a member. */
  #isWord(index: number, words: ReadonlySet<string>): boolean | undefined {
    const text = this.#tokens.at(index)?.text ?? '';
    const before = this.#tokens.at(index - 1)?.text ?? '';
    if (/^(of|await)$/.test(text) || (words.has(text) && before.endsWith('.'))) return undefined;
    return words.has(text);
  }
}
