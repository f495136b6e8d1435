/**
 * Reads functions that need no parser: those of a part of JavaScript in which each name is either declared inside of the text
 * or comes from outside, and which it is can be told by going through its tokens once. To load the parser and what else looks
 * into a function takes a tenth to a fifth of a short program's time.
 *
 *    text ── tokens ──► statements, patterns, expressions ──► scopes ──► the names that none of them declares
 *
 * Exact for what it accepts. It gives up at everything else: classes, generators, methods and accessors, `this`, `super`, `arguments`,
 * `new.target`, `import`, `eval`, `with`, labels, functions in blocks. V8 has compiled the text, so what may follow what is not
 * checked; nor does it matter which operator binds more tightly, as all of them use the names on both sides.
 */
import {
  readFunction,
  readHead,
  readList,
  readPattern,
  tryFunction,
} from './simple-expressions.ts';
import { Scope } from './simple-scope.ts';
import { readTokens, type Token } from './simple-tokens.ts';
import { giveUp, TokenCursor, UNKNOWN } from './token-cursor.ts';

export interface SimpleFunction {
  /** What it takes from outside, but for its own name. */
  readonly free: ReadonlySet<string>;
  /** What its text says it is called. */
  readonly ownName: string | undefined;
  readonly isAsync: boolean;
}

/** A longer function is worth a parser. */
const TEXT_LIMIT = 10_000;

/** `undefined` if it is not certain. */
export function readSimpleFunction(text: string): SimpleFunction | undefined {
  const tokens = text.length > TEXT_LIMIT ? undefined : readTokens(text);
  if (tokens === undefined) return undefined;
  try {
    return readRoot(tokens);
  } catch (error) {
    if (error === UNKNOWN) return undefined;
    throw error;
  }
}

function readRoot(tokens: readonly Token[]): SimpleFunction | undefined {
  const cursor = new TokenCursor(tokens, readBlock);
  const isAsync = cursor.isNext('async') && !cursor.isNext('=>', 1);
  const head = isAsync ? 1 : 0;
  const named = cursor.isNext('function', head) ? cursor.peek(head + 1) : undefined;
  const ownName = named?.kind === 'name' ? named.text : undefined;
  const outside = new Scope();
  const isWhole = tryFunction(cursor, outside) !== undefined && cursor.isAtEnd;
  if (!isWhole || (ownName !== undefined && mayAssign(tokens, ownName))) return undefined;
  return { free: outside.used, ownName, isAsync };
}

/** A function that is declared sees the variable of its name, and not only itself. It may be called. */
function mayAssign(tokens: readonly Token[], ownName: string): boolean {
  return tokens.some(({ text }, index) => text === ownName && tokens[index + 1]?.text !== '(');
}

/** Closes its scope. */
function readBlock(cursor: TokenCursor, block: Scope): void {
  cursor.expect('{');
  while (!cursor.accept('}')) readStatement(cursor, block);
  block.close();
}

function readStatement(cursor: TokenCursor, scope: Scope): void {
  cursor.deeper(() => readAnyStatement(cursor, scope));
  cursor.accept(';');
}

function readAnyStatement(cursor: TokenCursor, scope: Scope): void {
  const { text } = cursor.peek();
  if (text === ';') return;
  if (text === '{') return readBlock(cursor, new Scope(scope));
  if (text === 'var') return readVariables(cursor, scope.body, scope);
  if (text === 'let' || text === 'const') return readVariables(cursor, scope, scope);
  if (text === 'function' || (text === 'async' && cursor.isNext('function', 1)))
    return declareFunction(cursor, scope);
  if (text === 'if' || text === 'while') return readConditional(cursor, scope);
  if (text === 'for') return readFor(cursor, new Scope(scope));
  if (text === 'do') return readDo(cursor, scope);
  if (text === 'try') return readTry(cursor, scope);
  if (text === 'switch') return readSwitch(cursor, scope);
  if (/^(return|throw|break|continue)$/.test(text)) return readJump(cursor, scope);
  if (cursor.isNext(':', 1)) giveUp(); // a label
  readList(cursor, scope);
}

function readVariables(cursor: TokenCursor, declaring: Scope, scope: Scope): void {
  do {
    cursor.next(); // `let`, or a comma
    readPattern(cursor, declaring, scope);
  } while (cursor.isNext(','));
}

/** In a block it depends on the strictness of the code around where such a name is declared. */
function declareFunction(cursor: TokenCursor, scope: Scope): void {
  const isAsync = cursor.accept('async');
  const { text, isOnNewLine } = cursor.peek(1);
  if (!scope.isBody || (isAsync && cursor.peek().isOnNewLine) || isOnNewLine) giveUp();
  scope.declared.add(text);
  readFunction(cursor, scope, isAsync);
}

function readConditional(cursor: TokenCursor, scope: Scope): void {
  cursor.next();
  readHead(cursor, scope);
  readStatement(cursor, scope);
  if (cursor.accept('else')) readStatement(cursor, scope);
}

function readDo(cursor: TokenCursor, scope: Scope): void {
  cursor.expect('do');
  readStatement(cursor, scope);
  cursor.expect('while');
  readHead(cursor, scope);
}

function readFor(cursor: TokenCursor, loop: Scope): void {
  cursor.expect('for');
  cursor.accept('await');
  cursor.expect('(');
  const { text } = cursor.peek();
  if (/^(var|let|const)$/.test(text))
    readVariables(cursor, text === 'var' ? loop.body : loop, loop);
  else if (text !== ';') readList(cursor, loop);
  while (!cursor.accept(')'))
    if (!/^(;|of|in)$/.test(cursor.next().text)) giveUp();
    else if (!/^[;)]$/.test(cursor.peek().text)) readList(cursor, loop);
  readStatement(cursor, loop);
  loop.close();
}

function readTry(cursor: TokenCursor, scope: Scope): void {
  cursor.expect('try');
  readBlock(cursor, new Scope(scope));
  if (cursor.accept('catch')) {
    const caught = new Scope(scope);
    if (cursor.accept('(')) {
      readPattern(cursor, caught, caught);
      cursor.expect(')');
    }
    readBlock(cursor, new Scope(caught));
    caught.close();
  }
  if (cursor.accept('finally')) readBlock(cursor, new Scope(scope));
}

function readSwitch(cursor: TokenCursor, scope: Scope): void {
  cursor.expect('switch');
  readHead(cursor, scope);
  cursor.expect('{');
  const block = new Scope(scope);
  while (!cursor.accept('}')) {
    if (cursor.accept('case')) readList(cursor, block);
    else if (!cursor.accept('default')) {
      readStatement(cursor, block);
      continue;
    }
    cursor.expect(':');
  }
  block.close();
}

function readJump(cursor: TokenCursor, scope: Scope): void {
  const { text: jump } = cursor.next();
  const { kind, text, isOnNewLine } = cursor.peek();
  if (isOnNewLine || text === ';' || text === '}') return;
  if (jump === 'return' || jump === 'throw') readList(cursor, scope);
  else if (kind === 'name') giveUp(); // a label
}
