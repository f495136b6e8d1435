/** Texts of the user's as they are shown: short, and whatever was thrown, without running anything of it that may fail. */

const MAX_NAME = 100;
const MAX_MESSAGE = 500;
const MAX_STACK = 4000;

export function shownName(name: string): string {
  return name === '' ? '(anonymous)' : cutTo(name, MAX_NAME);
}

export interface ShownError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

export function shownError(error: unknown): ShownError {
  const name = read(error, 'name') ?? typeof error;
  const message = read(error, 'message') ?? textOf(error);
  return {
    name: cutTo(name, MAX_NAME),
    message: cutTo(message, MAX_MESSAGE),
    stack: cutTo(read(error, 'stack') ?? '', MAX_STACK),
  };
}

/** Getters and proxies may throw. */
function read(error: unknown, key: 'name' | 'message' | 'stack'): string | undefined {
  try {
    const value = error instanceof Error ? (error[key] as unknown) : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'a value that cannot be shown';
  }
}

function cutTo(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
