/**
 * Turns an instance of a class into a node: its class travels as a function, its own properties as
 * properties. A class can take that into its own hands, which it must if it has private fields:
 *
 *   [Symbol.for('manyhands.serialize')]() { return data }           a method
 *   static [Symbol.for('manyhands.revive')](data) { return again }  its counterpart
 */
import { types } from 'node:util';
import type { Capture } from './capture.ts';
import { captureProperties, readIntegrity } from './describe-properties.ts';
import { REVIVE, SERIALIZE } from '../../classes/class-symbols.ts';
import type { Node, Slot } from '../function-body.ts';
import { readFunctionText } from '../source/function-text.ts';
import { describeKnown, findKnown } from './known-values.ts';
import type { SyntaxNode } from '../source/parser.ts';
import { readBuiltinName } from './builtin-prototypes.ts';
import type { Reason, Trail } from './refusal.ts';

/** @throws Refusal */
export function captureInstance(capture: Capture, object: object, trail: Trail | undefined): Node {
  const prototype = Object.getPrototypeOf(object) as object;
  const constructor = findConstructor(prototype);
  if (constructor === undefined) return captureWithPrototype(capture, object, prototype, trail);
  const known = findKnown(constructor);
  if (known !== undefined)
    return capturePlatformObject(capture, object, nameOf(constructor, known), trail);
  if (typeof Reflect.get(object, SERIALIZE) === 'function')
    return captureSerialized(capture, object, constructor, trail);
  refuseNative(capture, constructor, trail);
  const step = { from: trail, clause: `is an instance of class '${constructor.name}'` };
  return {
    kind: 'object',
    instanceOf: capture.slotFor(constructor, step),
    properties: captureProperties(capture, object, trail),
    integrity: readIntegrity(object),
  };
}

/** Made by `Object.create(prototype)`. */
function captureWithPrototype(
  capture: Capture,
  object: object,
  prototype: object,
  trail: Trail | undefined,
): Node {
  return {
    kind: 'object',
    prototype: capture.slotFor(prototype, { from: trail, clause: 'has a prototype' }),
    properties: captureProperties(capture, object, trail),
    integrity: readIntegrity(object),
  };
}

function captureSerialized(
  capture: Capture,
  object: object,
  constructor: Constructor,
  trail: Trail | undefined,
): Node {
  if (typeof Reflect.get(constructor, REVIVE) !== 'function') {
    return capture.refuse(trail, {
      culprit: `an instance of class '${constructor.name}'`,
      why: "it has a [Symbol.for('manyhands.serialize')] method but its class cannot revive what that returns",
      advice: "give the class a static method [Symbol.for('manyhands.revive')](data)",
    });
  }
  const serialize = Reflect.get(object, SERIALIZE) as () => unknown; // checked by the caller
  const step = { from: trail, clause: `is an instance of class '${constructor.name}'` };
  return {
    kind: 'revived',
    constructorSlot: capture.slotFor(constructor, step),
    data: capture.slotFor(serialize.call(object), {
      from: step,
      clause: 'serializes itself as data',
    }),
  };
}

/** Platform objects whose content their own constructors can take again. */
const COPIES: Readonly<Record<string, (object: never) => unknown[]>> = {
  URL: (url: URL) => [url.href],
  URLSearchParams: (parameters: URLSearchParams) => [[...parameters]],
  Headers: (headers: Headers) => [[...headers]],
  Date: (date: Date) => [date.getTime()],
  RegExp: (regexp: RegExp) => [regexp.source, regexp.flags],
  TextEncoder: () => [],
  TextDecoder: (decoder: InstanceType<typeof TextDecoder>) => [
    decoder.encoding,
    { fatal: decoder.fatal, ignoreBOM: decoder.ignoreBOM },
  ],
};

function capturePlatformObject(
  capture: Capture,
  object: object,
  name: string,
  trail: Trail | undefined,
): Node {
  const copy = COPIES[name] ?? (name.startsWith('Intl.') ? copyIntl : undefined);
  if (copy !== undefined) {
    const constructorArguments = copy(object as never).map((value) =>
      capture.slotFor(value, trail),
    );
    const lastIndex = types.isRegExp(object) ? { lastIndex: object.lastIndex } : {};
    return {
      kind: 'constructed',
      constructorName: name,
      arguments: constructorArguments,
      ...lastIndex,
    };
  }
  if (ArrayBuffer.isView(object)) return captureSharedView(capture, object, name, trail);
  return capture.refuse(trail, describeHandle(name));
}

function copyIntl(formatter: { resolvedOptions(): { locale: string } }): unknown[] {
  const { locale, ...options } = formatter.resolvedOptions();
  return [locale, options];
}

/** A typed array over shared memory: the memory is shared, the view is made again. */
function captureSharedView(
  capture: Capture,
  view: ArrayBufferView,
  name: string,
  trail: Trail | undefined,
): Node {
  const buffer = capture.slotFor(view.buffer, { from: trail, clause: "has the property 'buffer'" });
  const length = 'length' in view ? (view.length as number) : view.byteLength;
  const parts: Slot[] = [buffer, [view.byteOffset], [length]];
  return { kind: 'constructed', constructorName: name, arguments: parts };
}

function describeHandle(name: string): Reason {
  const article = /^[aeiou]/i.test(name) ? 'an' : 'a';
  if (name === 'AbortSignal' || name === 'AbortController') {
    return {
      culprit: `an ${name}`,
      why: 'an abort here would not be seen there',
      advice: "pass it as the option 'signal' of the call",
    };
  }
  return {
    culprit: `${article} ${name}`,
    why: 'open handles belong to one process',
    advice: "open it inside the function, or in the pool's initializer",
  };
}

/** Private fields and the insides of `node:` classes cannot be read from outside. */
function refuseNative(capture: Capture, constructor: Constructor, trail: Trail | undefined): void {
  for (let one: Constructor | undefined = constructor; one !== undefined; one = findParent(one)) {
    const known = findKnown(one);
    if (known !== undefined && describeKnown(known) !== 'Object') {
      capture.refuse(trail, {
        culprit: `an instance of class '${constructor.name}', which extends ${nameOf(one, known)}`,
        why: 'its inside belongs to this process',
        advice: "open it inside the function, or in the pool's initializer",
      });
    }
    if (known !== undefined) return;
    if (!hasPrivateFields(one)) continue;
    capture.refuse(trail, {
      culprit: `an instance of class '${constructor.name}'`,
      why: `class '${one.name}' has private fields, which nobody else can read`,
      advice:
        "give it [Symbol.for('manyhands.serialize')]() and static [Symbol.for('manyhands.revive')](data)",
    });
  }
}

/** A module may be a class itself: `events` is EventEmitter. */
function nameOf(constructor: Constructor, known: Parameters<typeof describeKnown>[0]): string {
  return known.path.length === 0 ? constructor.name : describeKnown(known);
}

function hasPrivateFields(constructor: Constructor): boolean {
  const text = Function.prototype.toString.call(constructor);
  if (!text.startsWith('class') || !text.includes('#')) return false;
  const elements = (readFunctionText(text).node.body as SyntaxNode).body as SyntaxNode[];
  return elements.some(
    (one) =>
      one.static === false && (one.key as SyntaxNode | undefined)?.type === 'PrivateIdentifier',
  );
}

type Constructor = (new (...args: never[]) => object) & { readonly name: string };

/** The class whose `prototype` this is. */
export function findConstructor(prototype: object): Constructor | undefined {
  const constructor = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as
    | Constructor
    | undefined;
  return typeof constructor === 'function' && constructor.prototype === prototype
    ? constructor
    : undefined;
}

function findParent(constructor: Constructor): Constructor | undefined {
  const above = Object.getPrototypeOf(constructor.prototype as object) as object | null;
  return above === null || readBuiltinName(above) === 'Object' ? undefined : findConstructor(above);
}
