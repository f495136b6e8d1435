/** Goes through the tokens of a text, one after another, and gives up by throwing `UNKNOWN`. */
import { withoutFrames } from '../../../base/stack-of.ts';
import type { Scope } from './simple-scope.ts';
import type { Token } from './simple-tokens.ts';

/** Thrown where a reader of tokens gives up. Its stack would hold what is called when this is loaded: a pool, for ever. */
export const UNKNOWN: Error = withoutFrames(() => new Error('not certain'));

export function giveUp(): never {
  throw UNKNOWN;
}

/** Behind the last. */
const END: Token = { kind: 'mark', text: '', isOnNewLine: true, end: -1 };
/** How deep things may be inside each other. */
const DEPTH_LIMIT = 100;

/** Words that are no variables, or that mean something else where the function is sent to. */
const RESERVED = new Set(
  (
    'this super arguments eval class import export yield await async with debugger enum let static function if else for ' +
    'while do return throw try catch finally switch case default break continue in instanceof of new typeof void delete var const'
  ).split(' '),
);

type ReadBlock = (cursor: TokenCursor, block: Scope) => void;

export class TokenCursor {
  readonly #tokens: readonly Token[];
  readonly #readBlock: ReadBlock;
  #at = 0;
  #depth = 0;
  /** Whether `await` is an operator here. */
  #isAsync = false;

  /** @param read reads the body of a function: what is in it is another file's business */
  constructor(tokens: readonly Token[], read: ReadBlock) {
    this.#tokens = tokens;
    this.#readBlock = read;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  get isAsync(): boolean {
    return this.#isAsync;
  }

  /** The token that is so many after the next. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? END;
  }

  isNext(text: string, ahead = 0): boolean {
    return this.peek(ahead).text === text;
  }

  /** Behind the bracket that closes the one which is so many after the next. */
  isBehindBracket(text: string, ahead: number): boolean {
    return this.#tokens[this.peek(ahead).end + 1]?.text === text;
  }

  next(): Token {
    const token = this.peek();
    if (token === END) giveUp();
    this.#at += 1;
    return token;
  }

  /** Steps over the next token if it is that. */
  accept(text: string): boolean {
    if (!this.isNext(text)) return false;
    this.#at += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) giveUp();
  }

  /** The name of a variable. */
  name(): string {
    const { kind, text } = this.next();
    return kind === 'name' && !RESERVED.has(text) ? text : giveUp();
  }

  readBlock(block: Scope): void {
    this.#readBlock(this, block);
  }

  deeper(read: () => void): void {
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) giveUp();
    read();
    this.#depth -= 1;
  }

  inFunction(isAsync: boolean, read: () => void): void {
    const before = this.#isAsync;
    this.#isAsync = isAsync;
    read();
    this.#isAsync = before;
  }
}
