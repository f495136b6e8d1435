/** Random things to throw, as text. */
import fc from 'fast-check';
import { key, literal } from '../values/literals.ts';

export interface ThrownCode {
  /** Declarations of the classes `Own` and `Under`, which may be captured. */
  readonly classes: string;
  /** Statements that declare `thrown`. */
  readonly statements: string;
}

const BUILT_IN = [
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'URIError', 'EvalError', 'ReferenceError'],
] as const;

const MESSAGES = [
  ...[
    "'m'",
    "''",
    "'two\\nlines'",
    "'\\u6f22\\ud800'",
    "'x'.repeat(1500)",
    "'    at x (y:1:1)'",
    "'[1]: {'",
  ],
  ...["'Error: m'", "'\\0'", 'undefined', "'a: b'"],
] as const;

const message = fc.constantFrom(...MESSAGES);

/** What JavaScript, Node and the web throw by themselves. */
const CAUGHT = [
  ...[
    'null.x',
    'notDeclared',
    'new Array(-1)',
    "JSON.parse('{')",
    "decodeURIComponent('%')",
    '1n + 1',
  ],
  ...[
    '[].reduce((a) => a)',
    "new URL('x')",
    "new TextDecoder('x')",
    'Buffer.alloc(-1)',
    "atob('*')",
  ],
  ...[
    'structuredClone(() => 1)',
    'AbortSignal.abort().throwIfAborted()',
    "new RegExp('(')",
    '(0, eval)("(")',
  ],
  ...[
    "process.getBuiltinModule('node:fs').readdirSync('/nowhere/at/all')",
    'process.kill(process.pid, "SIGNOT")',
    'new Blob(5)',
  ],
  ...["Buffer.from('a').readInt32LE(9)", 'new AbortController().signal.addEventListener()'],
] as const;

const built = fc.oneof(
  fc
    .tuple(fc.constantFrom(...BUILT_IN, 'Own', 'Own', 'Under'), message)
    .map(([c, m]) => `new ${c}(${m})`),
  fc
    .tuple(fc.constantFrom(...BUILT_IN, 'Own'), message, literal)
    .map(([c, m, l]) => `new ${c}(${m}, { cause: ${l} })`),
  message.map((m) => `new AggregateError([new Own(${m}), 5, new RangeError('r')], ${m})`),
  fc
    .tuple(message, fc.constantFrom("'AbortError'", "'DataCloneError'", "'Odd'"))
    .map(([m, n]) => `new DOMException(${m}, ${n})`),
  fc
    .constantFrom(...CAUGHT)
    .map((text) => `(() => { try { ${text}; } catch (e) { return e; } })()`),
);

/** `e` is changed. */
const change = fc.oneof(
  fc.tuple(key, literal).map(([k, l]) => `e${k} = ${l};`),
  literal.map((l) => `e.name = ${l};`),
  literal.map((l) => `e.message = ${l};`),
  literal.map((l) => `e.cause = ${l};`),
  fc.constantFrom(
    ...[
      'Object.freeze(e);',
      'Object.seal(e);',
      'e.cause = e;',
      'e.self = [e];',
      "e.name = 'TypeError';",
    ],
    ...[
      'delete e.stack;',
      'e.stack = undefined;',
      "e.stack = 'none';",
      'e.stack = 5;',
      "e.stack = '';",
    ],
    ...['delete e.message;', "Object.defineProperty(e, 'x', { get: () => 7, enumerable: true });"],
    ...["Object.defineProperty(e, 'y', { get() { throw new Error('no'); }, enumerable: true });"],
    ...[
      "Object.defineProperty(e, 'hidden', { value: 3 });",
      "e[Symbol('s')] = 1;",
      'e.toJSON = () => 1;',
    ],
    ...['e.f = function () {};', 'e.when = new Date(5);', 'e.map = new Map([[1, { a: e }]]);'],
    ...[
      'e.bytes = Uint8Array.of(1, 2);',
      "e.buffer = Buffer.from('a');",
      'e.errors = [new TypeError("t"), e];',
    ],
    ...[
      "e.cause = new Own('deep', { cause: new RangeError('deepest') });",
      'e.own = new Own("in");',
    ],
    ...[
      "e.list = [new Under('u'), { e: new Own('o') }];",
      'e.code = 5; e.constructor = 5;',
      'e.then = 1;',
    ],
    ...[
      "e.toString = () => 'mine';",
      'e.promise = Promise.resolve();',
      'Object.setPrototypeOf(e, null);',
    ],
    ...[
      'Object.setPrototypeOf(e, Object.prototype);',
      'e.weak = new WeakMap();',
      'e.big = 2n ** 70n;',
    ],
    ...[
      'e.point = new (class Point { x = 1; })();',
      'e.nothing = undefined;',
      'e.cause = undefined;',
    ],
  ),
);

/** No errors at all. */
const others = fc.oneof(
  literal,
  fc.constantFrom(
    ...[
      '{ message: "m", details: [1] }',
      '{ message: "m", details: 1, toJSON() {} }',
      "Symbol('s')",
    ],
    ...[
      "Symbol.for('s')",
      'function f() {}',
      'class {}',
      'Promise.resolve(1)',
      'Object.create(Error.prototype)',
    ],
    ...[
      '[1, , 2]',
      'new Map([[1, 2]])',
      'new Date(5)',
      "Buffer.from('a')",
      'new (class P { x = 1; })()',
    ],
    ...['[new Own("in")]', '{ e: new Own("in"), f() {} }', 'Object.create(null)', 'new WeakMap()'],
    ...[
      'Object.freeze([1])',
      '{ get a() { throw 1; } }',
      '(function* () {})()',
      'new Proxy({}, {})',
    ],
  ),
);

const fields = fc.constantFrom(
  ...[
    '',
    'code = 5;',
    '#p = 1;',
    "name = 'Mine';",
    "get name() { return 'Got'; }",
    'get status() { return 9; }',
  ],
  ...[
    "toString() { return 'text'; }",
    'constructor(...a) { super(...a); this.extra = [1]; }',
    'x = [this];',
  ],
  ...[
    'static code = 1; static { this.made = 1; }',
    'constructor() { super("fixed"); if (!new.target) throw 1; }',
  ],
  ...[
    "get message() { return 'got'; }",
    'constructor(m, o) { super(m, o); this.name = new.target.name; }',
  ],
  ...["get [Symbol.toStringTag]() { return 'Tag'; }", 'stack = 5;', "toJSON() { return 'j'; }"],
);

const classes = fc
  .tuple(fc.constantFrom(...BUILT_IN), fields, fields)
  .map(
    ([base, own, under]) =>
      `class Own extends ${base} { ${own} }\nclass Under extends Own { ${under} }`,
  );

export const thrownCode: fc.Arbitrary<ThrownCode> = fc
  .tuple(
    classes,
    fc.oneof(
      { weight: 4, arbitrary: fc.tuple(built, fc.array(change, { maxLength: 3, size: 'max' })) },
      { weight: 1, arbitrary: fc.tuple(others, fc.constant([] as string[])) },
    ),
  )
  .map(([declared, [expression, changes]]) => ({
    classes: declared,
    statements: [`const e = (${expression});`, ...changes, 'const thrown = e;'].join('\n'),
  }));
