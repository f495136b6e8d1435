/** Tasks that are sent by reference: the classes they throw are never captured. */
import { throwDeep } from './deep.ts';
import { DivisionFailure, inside, MathFailure, SecondMade } from './failures.ts';
import * as namesakes from './namesakes.ts';

class LocalFailure extends Error {}

/** A constructor from before there were classes. */
function OldFailure(this: Error, message: string): void {
  this.message = message;
}
OldFailure.prototype = Object.create(Error.prototype, { constructor: { value: OldFailure } });

export function throwOne(kind: string): never {
  switch (kind) {
    case 'math':
      throw new MathFailure('m', { code: 4 });
    case 'division':
      throw new DivisionFailure('d', { code: 5 });
    case 'namesake':
      throw new namesakes.MathFailure('n');
    case 'second of one text':
      throw new SecondMade('s');
    case 'inside':
      throw new inside.Inner('i');
    case 'local':
      throw new LocalFailure('l');
    case 'old':
      throw Reflect.construct(OldFailure, ['o']);
    case 'cause':
      throw new Error('e', { cause: new MathFailure('c', { code: 6 }) });
    case 'aggregate':
      throw new AggregateError([new LocalFailure('l'), new MathFailure('c', { code: 7 })]);
    default:
      return throwDeep();
  }
}

export function isLocal(error: unknown): boolean {
  return error instanceof LocalFailure;
}

export function isOld(error: unknown): boolean {
  return error instanceof (OldFailure as unknown as typeof Error); // it makes errors
}
