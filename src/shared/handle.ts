/** What travels in place of a served object. */
import { ProtocolError } from '../core/base/errors.ts';

/** Where an object lives: a socket of its program, and what shows there that one may use it. */
export interface Address {
  readonly path: string;
  /** 32 random bytes, in hexadecimal. */
  readonly token: string;
}

export interface Handle {
  /** The class of its face. */
  readonly kind: string;
  readonly id: number;
  readonly home: Address;
  /** Of an object that was served: what can be called. */
  readonly methods?: readonly string[];
}

/** @throws ProtocolError */
export function checkHandle(value: unknown): Handle {
  const { kind, id, home, methods = [] } = (value ?? {}) as Partial<Handle>; // checked right here
  const isRight =
    typeof kind === 'string' &&
    typeof id === 'number' &&
    typeof home?.path === 'string' &&
    typeof home.token === 'string' &&
    Array.isArray(methods);
  if (!isRight) throw new ProtocolError('the handle of a served object is none');
  return value as Handle;
}
