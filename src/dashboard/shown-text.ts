/** Texts of the user's as they are shown: short, and whatever was thrown, without running anything of it that may fail. */
import { cut } from '../core/base/cut.ts';

const MAX_NAME = 100;
const MAX_MESSAGE = 500;
const MAX_STACK = 4000;

export function shownName(name: string): string {
  return name === '' ? '(anonymous)' : cut(name, MAX_NAME);
}

/** The number of a pool stays: without it, two pools with one long name would be one. */
export function shownLabel(label: string): string {
  const [, name = '', number = ''] = /^([^]*?)(#\d+)?$/.exec(label) ?? [];
  return `${cut(name, MAX_NAME - number.length)}${number}`;
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
    name: cut(name, MAX_NAME),
    message: cut(message, MAX_MESSAGE),
    stack: cut(read(error, 'stack') ?? '', MAX_STACK),
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
