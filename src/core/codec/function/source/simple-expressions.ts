/**
 * The functions, patterns and expressions that `simple-function.ts` can read. Each reader steps over one, and tells its scope which
 * names it declares and uses.
 */
import { Scope } from './simple-scope.ts';
import { giveUp, type TokenCursor } from './token-cursor.ts';

/** Reads a function expression or an arrow function, if one begins here, and says which it was. */
export function tryFunction(cursor: TokenCursor, scope: Scope): 'function' | 'arrow' | undefined {
  const isAsync = cursor.isNext('async') && !cursor.peek(1).isOnNewLine && !cursor.isNext('=>', 1);
  const head = isAsync ? 1 : 0;
  const { kind, text } = cursor.peek(head);
  if (text === 'function') {
    if (isAsync) cursor.next();
    readFunction(cursor, scope, isAsync);
    return 'function';
  }
  const isList = text === '(' && cursor.isBehindBracket('=>', head);
  if (!isList && (kind !== 'name' || !cursor.isNext('=>', head + 1))) return undefined;
  if (isAsync) cursor.next();
  const inside = new Scope(scope);
  if (isList) readParameters(cursor, inside);
  else inside.declared.add(cursor.name());
  cursor.expect('=>');
  if (cursor.isNext('{')) readBody(cursor, inside, isAsync);
  else cursor.inFunction(isAsync, () => readExpression(cursor, inside));
  inside.close();
  return 'arrow';
}

/** Its own name is one that it alone sees; a declaration has declared it as well. */
export function readFunction(cursor: TokenCursor, scope: Scope, isAsync: boolean): void {
  cursor.expect('function');
  const named = new Scope(scope);
  if (!cursor.isNext('(')) named.declared.add(cursor.name());
  const inside = new Scope(named);
  readParameters(cursor, inside);
  readBody(cursor, inside, isAsync);
  inside.close();
  named.close();
}

function readParameters(cursor: TokenCursor, inside: Scope): void {
  cursor.expect('(');
  while (!cursor.accept(')')) {
    cursor.accept('...');
    readPattern(cursor, inside, inside);
    cursor.accept(',');
  }
}

/** The defaults of parameters do not see what is declared here. */
function readBody(cursor: TokenCursor, inside: Scope, isAsync: boolean): void {
  cursor.inFunction(isAsync, () => cursor.readBlock(new Scope(inside, true)));
}

/** A pattern with a default or a first value, if there is one. `declaring` gets its names. */
export function readPattern(cursor: TokenCursor, declaring: Scope, scope: Scope): void {
  cursor.deeper(() => {
    if (cursor.accept('[')) {
      while (!cursor.accept(']')) {
        if (cursor.accept(',')) continue;
        cursor.accept('...');
        readPattern(cursor, declaring, scope);
      }
    } else if (cursor.accept('{')) {
      while (!cursor.accept('}')) {
        if (!cursor.accept('...')) skipKey(cursor, scope);
        readPattern(cursor, declaring, scope);
        cursor.accept(',');
      }
    } else declaring.declared.add(cursor.name());
    if (cursor.accept('=')) readExpression(cursor, scope);
  });
}

/** Steps over the key of a property and the colon, unless the key is the variable itself. */
function skipKey(cursor: TokenCursor, scope: Scope): void {
  if (cursor.accept('[')) {
    readExpression(cursor, scope);
    cursor.expect(']');
  } else {
    const { kind } = cursor.peek();
    if (kind === 'name' && /^[,}=]$/.test(cursor.peek(1).text)) return;
    if (kind !== 'name' && kind !== 'literal') giveUp();
    cursor.next();
  }
  cursor.expect(':'); // else it is a method or an accessor
}

/** In parentheses. */
export function readHead(cursor: TokenCursor, scope: Scope): void {
  cursor.expect('(');
  readList(cursor, scope);
  cursor.expect(')');
}

export function readList(cursor: TokenCursor, scope: Scope): void {
  do readExpression(cursor, scope);
  while (cursor.accept(','));
}

const BEFORE_OPERAND = new Set('! ~ + - ++ -- typeof void delete new ...'.split(' '));
const BETWEEN_OPERANDS = new Set(
  (
    '= += -= *= /= %= **= <<= >>= >>>= &= |= ^= &&= ||= ??= == != === !== < > <= >= + - * / % ** << >> >>> & | ^ && || ?? ' +
    'in instanceof'
  ).split(' '),
);

/** Up to a comma. */
function readExpression(cursor: TokenCursor, scope: Scope): void {
  cursor.deeper(() => {
    for (;;) {
      // Nothing goes on behind the body of an arrow function, whatever stands on the next line.
      if (readOperand(cursor, scope) === 'arrow') return;
      if (cursor.accept('?')) {
        readExpression(cursor, scope);
        cursor.expect(':');
      } else if (BETWEEN_OPERANDS.has(cursor.peek().text)) cursor.next();
      else return;
    }
  });
}

function readOperand(cursor: TokenCursor, scope: Scope): 'arrow' | undefined {
  while (BEFORE_OPERAND.has(cursor.peek().text) || (cursor.isAsync && cursor.isNext('await')))
    cursor.next();
  const found = tryFunction(cursor, scope);
  if (found === 'arrow') return found;
  if (found === undefined) readValue(cursor, scope);
  while (readSuffix(cursor, scope));
  return undefined;
}

function readValue(cursor: TokenCursor, scope: Scope): void {
  const { kind, text } = cursor.peek();
  if (kind === 'template') readTemplate(cursor, scope);
  else if (kind === 'literal' || /^(true|false|null)$/.test(text)) cursor.next();
  else if (kind === 'name') scope.used.add(cursor.name());
  else if (text === '(') readHead(cursor, scope);
  else if (cursor.accept('[')) readItems(cursor, scope, ']');
  else if (cursor.accept('{')) readProperties(cursor, scope);
  else giveUp();
}

/** A member, a call, an index. */
function readSuffix(cursor: TokenCursor, scope: Scope): boolean {
  const { kind } = cursor.peek();
  if (kind === 'template') readTemplate(cursor, scope);
  else if (cursor.accept('.')) skipMember(cursor);
  else if (cursor.accept('?.')) {
    if (!cursor.isNext('(') && !cursor.isNext('[')) skipMember(cursor);
  } else if (cursor.accept('[')) readItems(cursor, scope, ']');
  else if (cursor.accept('(')) readItems(cursor, scope, ')');
  else return cursor.accept('++') || cursor.accept('--');
  return true;
}

function skipMember(cursor: TokenCursor): void {
  if (cursor.next().kind !== 'name') giveUp();
}

function readItems(cursor: TokenCursor, scope: Scope, end: ']' | ')'): void {
  while (!cursor.accept(end)) if (!cursor.accept(',')) readExpression(cursor, scope);
}

/** Of an object, or of a pattern that is assigned to. */
function readProperties(cursor: TokenCursor, scope: Scope): void {
  while (!cursor.accept('}')) {
    if (!cursor.isNext('...')) skipKey(cursor, scope);
    readExpression(cursor, scope);
    cursor.accept(',');
  }
}

function readTemplate(cursor: TokenCursor, scope: Scope): void {
  cursor.next();
  while (cursor.accept('${')) {
    readList(cursor, scope);
    cursor.expect('}$');
    cursor.next();
  }
}
