/** Values that throw, or tell, whenever somebody looks at them: whatever a language with proxies lets a caller pass. */

/** What a trap throws. No test has any other error of this class. */
export class Sprung extends Error {
  override readonly name = 'Sprung';
}

/** What all traps of one value do. */
export class Looks {
  note(what: string): void {
    throw new Sprung(`somebody looked at ${what}`);
  }
}

export interface Trap {
  readonly name: string;
  make(looks: Looks): unknown;
}

/** What engines, loggers and promises ask of any object. */
const ASKED: readonly PropertyKey[] = [
  'then',
  'toJSON',
  'valueOf',
  'toString',
  'constructor',
  'length',
  'name',
  'message',
  'stack',
  'cause',
  'errors',
  'aborted',
  'reason',
  'timeout',
  'addEventListener',
  'removeEventListener',
  'next',
  'done',
  'value',
  'return',
  'size',
  'buffer',
  'byteLength',
  Symbol.iterator,
  Symbol.asyncIterator,
  Symbol.toPrimitive,
  Symbol.toStringTag,
  Symbol.species,
  Symbol.hasInstance,
  Symbol.isConcatSpreadable,
  Symbol.for('nodejs.util.inspect.custom'),
  Symbol.for('manyhands.serialize'),
  Symbol.for('manyhands.handle'),
  Symbol.for('manyhands.notSendable'),
];

/** Getters of its own for all that is asked; of an array or an error, where they can be. */
function laid<T extends object>(target: T, looks: Looks): T {
  void Reflect.get(target, 'stack'); // V8 writes it at the first look, with the name and message that there are then
  for (const key of ASKED) {
    if (Object.getOwnPropertyDescriptor(target, key)?.configurable === false) continue;
    const get = (): undefined => looks.note(String(key)) as undefined;
    Object.defineProperty(target, key, { get, enumerable: false, configurable: true });
  }
  return target;
}

/** Every trap that there is. */
function watched<T extends object>(target: T, looks: Looks): T {
  const names = Object.getOwnPropertyNames(Reflect) as (keyof ProxyHandler<T>)[];
  const handler = names.map((name) => [
    name,
    (...args: never[]): unknown => {
      looks.note(`${name} ${args.slice(1).map(describe).join()}`);
      return (Reflect[name as 'get'] as (...given: never[]) => unknown)(...args);
    },
  ]);
  return new Proxy(target, Object.fromEntries(handler) as ProxyHandler<T>);
}

function describe(value: unknown): string {
  return typeof value === 'object' || typeof value === 'function' ? typeof value : String(value);
}

/** A subclass whose copies, items and class would run what its author wrote. */
function subclass(looks: Looks): unknown {
  class Odd extends Array<number> {
    static override get [Symbol.species](): ArrayConstructor {
      looks.note('species');
      return Array;
    }
    constructor(...items: number[]) {
      if (items.length !== 3) looks.note('its constructor');
      super(...items);
    }
  }
  return new Odd(1, 2, 3);
}

export const TRAPS: readonly Trap[] = [
  { name: 'a Proxy of an object', make: (looks) => watched({ a: 1 }, looks) },
  { name: 'a Proxy of an array', make: (looks) => watched([1, 2], looks) },
  { name: 'a Proxy of a function', make: (looks) => watched((x: number) => x, looks) },
  { name: 'a Proxy of an error', make: (looks) => watched(new RangeError('odd'), looks) },
  { name: 'an object of getters', make: (looks) => laid({ a: 1 }, looks) },
  { name: 'an array with getters', make: (looks) => laid([1, 2], looks) },
  { name: 'a function with getters', make: (looks) => laid((x: number) => x, looks) },
  { name: 'an error with getters', make: (looks) => laid(new RangeError('odd'), looks) },
  { name: 'bytes with getters', make: (looks) => laid(new Uint8Array(4), looks) },
  { name: 'a signal with getters', make: (looks) => laid(new AbortController().signal, looks) },
  { name: 'an iterator with getters', make: (looks) => laid([1, 2].values(), looks) },
  { name: 'a Map with getters', make: (looks) => laid(new Map([[1, 2]]), looks) },
  { name: 'a subclass of Array', make: subclass },
  {
    name: 'an object with a getter to be copied',
    make: (looks) => ({
      get a() {
        looks.note('a');
        return 1;
      },
    }),
  },
  {
    name: 'what only looks like a signal',
    make: (looks) => laid(Object.create(AbortSignal.prototype) as object, looks),
  },
];
