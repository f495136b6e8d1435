/**
 * `-e 'r => r.id'`: a function that is written on the command line. Its text has to be a function expression and nothing else:
 * that is looked at here, and evaluated only in the workers, as the default export of a module without a file.
 */
import { requirePackage } from '../core/base/own-files.ts';
import { UsageError } from './failures.ts';
import type { ModuleSpec } from './module-spec.ts';
import { thrownText } from '../core/base/thrown-text.ts';

/** `flag`: where it was written. @throws UsageError if `text` is no function expression */
export function resolveInline(text: string, flag = '-e'): ModuleSpec {
  checkFunction(text, flag);
  // The text in parentheses of its own lines: a comment at its end hides nothing, and it declares nothing.
  const module = `export default (\n${text}\n);`;
  const url = `data:text/javascript;charset=utf-8,${encodeURIComponent(module)}`;
  return { given: flag, path: flag, url, exportName: 'default', loaders: [[]], text };
}

function checkFunction(text: string, flag: string): void {
  // Loaded only where it is needed: all other commands start without a parser.
  const acorn = requirePackage('acorn') as typeof import('acorn');
  const source = `(\n${text}\n)`;
  let type: string;
  try {
    const { body } = acorn.parse(source, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      preserveParens: true,
    });
    const [statement] = body;
    const expression = statement?.type === 'ExpressionStatement' ? statement.expression : undefined;
    const isWhole =
      body.length === 1 &&
      expression?.type === 'ParenthesizedExpression' &&
      expression.end === source.length;
    type = isWhole ? expression.expression.type : 'more than one expression';
  } catch (error) {
    throw new UsageError(`${flag} ${quoted(text)} is no JavaScript: ${messageOf(error)}${ADVICE}`);
  }
  if (type === 'ArrowFunctionExpression' || type === 'FunctionExpression') return;
  throw new UsageError(
    `${flag} ${quoted(text)} is no function, but ${NAMES[type] ?? 'something else'}${ADVICE}`,
  );
}

const ADVICE =
  "\n  → write a function of one record, such as -e 'r => r.id' or -e 'async ({ url }) => (await fetch(url)).status'";

const NAMES: Readonly<Record<string, string>> = {
  CallExpression: 'a call',
  Identifier: 'a name',
  Literal: 'a value',
  MemberExpression: 'a property',
  ObjectExpression: 'an object',
  ParenthesizedExpression: 'an expression in parentheses: leave them out',
  SequenceExpression: 'several expressions',
  'more than one expression': 'more than one expression',
};

const MAX_SHOWN = 60;

function quoted(text: string): string {
  return `'${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}'`;
}

/** The line and column that the parser names are those of the text with a line before it. */
function messageOf(error: unknown): string {
  const message = thrownText(error);
  return message.replace(/ \((\d+):(\d+)\)$/, (_, line: string, column: string) => {
    return ` (line ${Number(line) - 1}, column ${Number(column) + 1})`;
  });
}
