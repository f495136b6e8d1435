/** Classes and their instances, inside functions. */
import assert from 'node:assert/strict';
import { type FunctionCase, makeFunction } from './case.js';

let made = 0;
const prefix = 'computed';

class Animal {
  static kingdom = 'animals';
  static count = 0;
  static {
    made += 1;
  }
  readonly legs: number = 4;
  name: string;
  constructor(name: string) {
    this.name = name;
    Animal.count += 1;
  }
  speak(): string {
    return `${this.name} makes a noise`;
  }
  get loud(): string {
    return this.speak().toUpperCase();
  }
  static create(name: string): Animal {
    return new this(name);
  }
}

class Dog extends Animal {
  tricks = ['sit'];
  override speak(): string {
    return `${super.speak()}: woof`;
  }
  [`${prefix}Trick`](): string {
    return this.tricks.join();
  }
}

class Puppy extends Dog {
  override readonly legs = 4;
  override speak(): string {
    return `${super.speak()} (softly)`;
  }
  static override create(name: string): Puppy {
    return super.create(name) as Puppy;
  }
}

class Secret {
  readonly #value: number;
  static #made = 0;
  constructor(value: number) {
    this.#value = value;
    Secret.#made += 1;
  }
  reveal(): number {
    return this.#value;
  }
  static howMany(): number {
    return Secret.#made;
  }
}

class Sealed {
  readonly #value: number;
  constructor(value: number) {
    this.#value = value;
  }
  reveal(): number {
    return this.#value;
  }
  [Symbol.for('manyhands.serialize')](): unknown {
    return { value: this.#value };
  }
  static [Symbol.for('manyhands.revive')](data: { value: number }): Sealed {
    return new Sealed(data.value);
  }
}

// oxlint-disable-next-line no-explicit-any -- TypeScript asks for it in mixins
const Loud = <B extends new (...args: any[]) => { speak(): string }>(Base: B) =>
  class extends Base {
    override speak(): string {
      return `${super.speak()}!`;
    }
  };

class Stack<T> extends Array<T> {
  peek(): T | undefined {
    return this.at(-1);
  }
}

class Registry extends Map<string, number> {
  total = 0;
  sum(): number {
    return [...this.values()].reduce((a, b) => a + b, this.total);
  }
}

class AppError extends RangeError {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

export const classCases: readonly FunctionCase[] = [
  {
    title: 'a class, made into instances in the worker',
    check: async (roundTrip) =>
      assert.equal(
        await roundTrip((n: string) => new Animal(n).speak(), 'Cow'),
        'Cow makes a noise',
      ),
  },
  {
    title: 'three levels of inheritance with super calls',
    check: async (roundTrip) => {
      const fn = (): string => new Puppy('Rex').speak();
      assert.equal(await roundTrip(fn), 'Rex makes a noise: woof (softly)');
    },
  },
  {
    title: 'instanceof, getters and fields work across levels',
    check: async (roundTrip) => {
      const fn = (): unknown[] => {
        const puppy = new Puppy('Rex');
        return [
          puppy instanceof Animal,
          puppy.loud,
          puppy.tricks,
          puppy.legs,
          Object.getPrototypeOf(Puppy) === Dog,
        ];
      };
      assert.deepEqual(await roundTrip(fn), [
        true,
        'REX MAKES A NOISE: WOOF (SOFTLY)',
        ['sit'],
        4,
        true,
      ]);
    },
  },
  {
    title: 'static methods with super and this',
    check: async (roundTrip) =>
      assert.equal(await roundTrip(() => Puppy.create('Rex') instanceof Puppy), true),
  },
  {
    title: 'static fields have the values they have now, and static blocks do not run again',
    check: async (roundTrip) => {
      Animal.kingdom = 'changed';
      const fn = (): unknown[] => [Animal.kingdom, made];
      assert.deepEqual(await roundTrip(fn), ['changed', 1]);
    },
  },
  {
    title: 'methods with computed keys',
    check: async (roundTrip) => {
      const fn = (): string =>
        (new Dog('Rex') as unknown as Record<string, () => string>).computedTrick?.() ?? '';
      assert.equal(await roundTrip(fn), 'sit');
    },
  },
  {
    title: 'a captured instance keeps its class and its fields',
    check: async (roundTrip) => {
      const rex = new Puppy('Rex');
      rex.tricks.push('roll');
      const fn = (): unknown[] => [rex instanceof Puppy, rex.speak(), rex.tricks];
      assert.deepEqual(await roundTrip(fn), [
        true,
        'Rex makes a noise: woof (softly)',
        ['sit', 'roll'],
      ]);
    },
  },
  {
    title: 'two captured instances share one class',
    check: async (roundTrip) => {
      const a = new Dog('a');
      const b = new Dog('b');
      assert.equal(
        await roundTrip(() => a.constructor === b.constructor && a.constructor === Dog),
        true,
      );
    },
  },
  {
    title: 'a bound method brings its instance',
    check: async (roundTrip) => {
      const rex = new Dog('Rex');
      rex.name = 'Max';
      assert.equal(await roundTrip(rex.speak.bind(rex)), 'Max makes a noise: woof');
      assert.equal(
        await roundTrip(Puppy.create.bind(Puppy, 'Rex') as () => Animal).then((one) => one.name),
        'Rex',
      );
    },
  },
  {
    title: 'a class with private fields and private statics is sent whole',
    check: async (roundTrip) => {
      const fn = (): number[] => [new Secret(5).reveal(), Secret.howMany()];
      assert.deepEqual(await roundTrip(fn), [5, 1]);
    },
  },
  {
    title: 'an instance with private fields that serialises itself',
    check: async (roundTrip) => {
      const sealed = new Sealed(8);
      assert.equal(await roundTrip(() => sealed.reveal()), 8);
    },
  },
  {
    title: 'a mixin: a class whose base class is an expression',
    check: async (roundTrip) => {
      const LoudDog = Loud(Dog);
      assert.equal(await roundTrip(() => new LoudDog('Rex').speak()), 'Rex makes a noise: woof!');
    },
  },
  {
    title: 'an anonymous class, and a class expression with an inner name',
    check: async (roundTrip) => {
      const Anonymous = (() =>
        class {
          value = 1;
        })();
      const Named = class Inner {
        make(): Inner {
          return new Inner();
        }
      };
      const fn = (): unknown[] => [
        new Anonymous().value,
        new Named().make() instanceof Named,
        Named.name,
      ];
      assert.deepEqual(await roundTrip(fn), [1, true, 'Inner']);
    },
  },
  {
    title: 'a class that extends null',
    check: async (roundTrip) => {
      const Nothing = class extends (null as unknown as new () => object) {
        static make(): object {
          return Object.create(this.prototype) as object;
        }
      };
      assert.equal(await roundTrip(() => 'toString' in Nothing.make()), false);
    },
  },
  {
    title: 'subclasses of Array, Map and Error, and their instances',
    check: async (roundTrip) => {
      const stack = Stack.from([1, 2, 3]) as Stack<number>;
      const registry = new Registry([
        ['a', 1],
        ['b', 2],
      ]);
      registry.total = 10;
      const error = new AppError('no', 'E_NO');
      const fn = (): unknown[] => [
        stack.peek(),
        stack instanceof Stack,
        Array.isArray(stack),
        registry.sum(),
        registry.get('b'),
        error instanceof AppError,
        error instanceof RangeError,
        error.code,
        new Stack(1, 2).peek(),
      ];
      assert.deepEqual(await roundTrip(fn), [3, true, true, 13, 2, true, true, 'E_NO', 2]);
    },
  },
  {
    title: 'an old-style constructor with prototype methods and inheritance',
    check: async (roundTrip) => {
      const make = makeFunction<() => () => unknown[]>(`
        function Shape(name) { this.name = name; }
        Shape.prototype.area = function () { return 0; };
        Shape.prototype.describe = function () { return this.name + ' ' + this.area(); };
        function Square(side) { Shape.call(this, 'square'); this.side = side; }
        Square.prototype = Object.create(Shape.prototype, { constructor: { value: Square, writable: true, configurable: true } });
        Square.prototype.area = function () { return this.side ** 2; };
        const one = new Square(3);
        return () => [new Square(2).describe(), one.describe(), one instanceof Shape];
      `);
      assert.deepEqual(await roundTrip(make()), ['square 4', 'square 9', true]);
    },
  },
  {
    title: 'a method added to the prototype of a class later',
    check: async (roundTrip) => {
      class Late {
        readonly base = 2;
      }
      Object.assign(Late.prototype, {
        added(this: Late) {
          return this.base * 21;
        },
      });
      const fn = (): number => (new Late() as Late & { added(): number }).added();
      assert.equal(await roundTrip(fn), 42);
    },
  },
  {
    title: 'a static that holds an instance of its own class',
    check: async (roundTrip) => {
      class Singleton {
        static readonly instance = new Singleton();
        readonly id = 7;
      }
      const fn = (): unknown[] => [Singleton.instance.id, Singleton.instance instanceof Singleton];
      assert.deepEqual(await roundTrip(fn), [7, true]);
    },
  },
  {
    title: 'classes that use each other',
    check: async (roundTrip) => {
      class Parent {
        child(): Child {
          return new Child();
        }
      }
      class Child extends Parent {
        readonly isChild = true;
      }
      assert.equal(await roundTrip(() => new Parent().child().child().isChild), true);
    },
  },
  {
    title: 'fields whose initialisers use captured variables and other fields',
    check: async (roundTrip) => {
      const start = 5;
      class Counter {
        count = start;
        next = this.count + 1;
        bump = (): number => (this.count += this.next);
      }
      assert.equal(await roundTrip(() => new Counter().bump()), 11);
    },
  },
  {
    title: 'minified classes',
    check: async (roundTrip) => {
      const make = makeFunction<() => () => number>(
        'class e{static t=1;n(){return e.t}}class r extends e{n(){return super.n()+1}}return ()=>(new r).n()',
      );
      assert.equal(await roundTrip(make()), 2);
    },
  },
  {
    title: 'a static method taken out of its class',
    check: async (roundTrip) => {
      class Tools {
        static twice(x: number): number {
          return x * 2;
        }
      }
      assert.equal(await roundTrip(Tools.twice, 4), 8);
    },
  },
  {
    title: 'a class whose methods are async, generators and use well-known symbols',
    check: async (roundTrip) => {
      class Range {
        readonly #end: number;
        constructor(end: number) {
          this.#end = end;
        }
        *[Symbol.iterator](): Generator<number> {
          for (let i = 0; i < this.#end; i += 1) yield i;
        }
        async *later(): AsyncGenerator<number> {
          yield* this;
        }
        get [Symbol.toStringTag](): string {
          return 'Range';
        }
      }
      const fn = async (): Promise<unknown[]> => {
        const all: unknown[] = [Object.prototype.toString.call(new Range(1))];
        for await (const i of new Range(3).later()) all.push(i);
        return all;
      };
      assert.deepEqual(await roundTrip(fn), ['[object Range]', 0, 1, 2]);
    },
  },
  {
    title: 'a class with statics called name and length',
    check: async (roundTrip) => {
      const make = makeFunction<() => () => unknown>(
        'class Odd { static name() { return "method"; } static length = "long"; } return () => [Odd.name(), Odd.length]',
      );
      assert.deepEqual(await roundTrip(make()), ['method', 'long']);
    },
  },
  {
    title: 'private methods, private accessors and private names in expressions',
    check: async (roundTrip) => {
      class Guarded {
        #list = [1];
        #push(x: number): void {
          this.#list.push(x);
        }
        get #last(): number {
          return this.#list.at(-1) ?? 0;
        }
        static isGuarded(x: object): boolean {
          return #list in x;
        }
        run(x: number): number {
          this.#push(x);
          return this.#last;
        }
      }
      const fn = (): unknown[] => [
        new Guarded().run(7),
        Guarded.isGuarded(new Guarded()),
        Guarded.isGuarded({}),
      ];
      assert.deepEqual(await roundTrip(fn), [7, true, false]);
    },
  },
  {
    title: 'a class that arrives with two functions is one class, with the newer statics',
    check: async (roundTrip) => {
      class Versioned {
        static version = 1;
        static readonly limit = Object.freeze([1]);
      }
      const keep = (): void => void Object.assign(globalThis, { kept: new Versioned() });
      const check = (): unknown[] => [
        (globalThis as { kept?: unknown }).kept instanceof Versioned,
        Versioned.version,
      ];
      await roundTrip(keep);
      Versioned.version = 2;
      assert.deepEqual(await roundTrip(check), [true, 2]);
    },
  },
];
