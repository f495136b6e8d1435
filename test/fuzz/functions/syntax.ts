/**
 * Random expressions and statements as text. They are made to bind names in every way there is, not to
 * mean anything: what fails when it runs fails at home as well.
 *
 * Every function and loop spends a tick, so that nothing runs for ever; `out` collects what is seen.
 */
import fc from 'fast-check';
import { declared, name, property } from './names.ts';

interface Grammar {
  readonly expression: string;
  readonly statement: string;
  readonly pattern: string;
}

const leaf = fc.oneof(
  { weight: 4, arbitrary: name },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        '0',
        '1',
        '-0',
        "'s'",
        '2n',
        'null',
        'undefined',
        'true',
        '/a[/]b/g.source',
        '/x/.test("x")',
      ],
      ...['this === undefined', 'typeof this', 'typeof zz', 'typeof a'],
    ),
  },
);

/** Fills `E`, `S`, `P`, `N` (a name that is declared), `V` (a name that is used), `L` (a label or key). */
type Fill = (template: string) => fc.Arbitrary<string>;

function filler(tie: fc.LetrecTypedTie<Grammar>): Fill {
  const sources: Readonly<Record<string, fc.Arbitrary<string>>> = {
    E: tie('expression'),
    S: tie('statement'),
    P: tie('pattern'),
    N: declared,
    V: name,
    L: property,
  };
  return (template) => {
    const pieces = template.split(/\$([ESPNVL])/);
    const parts = pieces.map((piece, at) => {
      return at % 2 === 0 ? fc.constant(piece) : (sources[piece] ?? fc.constant(''));
    });
    return fc.tuple(...parts).map((all) => all.join(''));
  };
}

const EXPRESSIONS = [
  ...[
    '($E, $E)',
    '[$E, $E]',
    '({ $V, $L: $E, [$E]: $E })',
    '({ ...$V, $L: $E })',
    '`$E${$E}b${$V}`',
  ],
  ...[
    '($E ? $E : $V)',
    '($E ?? $V)',
    '($E && $E)',
    '$V?.$L?.[$E]',
    '$V.$L',
    'typeof $V',
    '[...[$E]]',
  ],
  ...[
    '($V = $E)',
    '($V += 1)',
    '($V ??= $E)',
    '$V++',
    '([$V = $E] = [$E])',
    '({ $L: $V = $E } = { $L: $E })',
  ],
  ...[
    '({ $V } = { $L: $E })',
    '([$V, ...$V] = [$E, $E])',
    '$V($E)',
    '$V($E, $E)',
    'new $V($E)',
    '$V`a${$E}b`',
  ],
  ...[
    '(($P) => (tick(), $E))($E, $E)',
    '((...$N) => (tick(), $E))($E)',
    '(($N = $E, $P) => { tick(); $S })($E)',
  ],
  ...[
    '(function ($P) { tick(); $S return $E; })($E)',
    '(function $N($P) { tick(); $S return [$V, $E]; })($E)',
  ],
  ...['(function () { tick(); return [new.target === undefined, $E]; })()'],
  ...['(function ($N) { tick(); return [arguments.length, arguments[0], $E]; })($E)'],
  ...[
    '(function () { tick(); return (() => [this, $E])(); }).call($E)',
    '(($N) => ($N) => $E)($E)($E)',
  ],
  ...[
    '[...(function* ($N) { tick(); yield $N; yield* [$E]; $S })($E)]',
    '(async ($N) => (tick(), $E), $E)',
  ],
  ...['new (class { $L = $E; static x = $E; get d() { return $E; } })().$L'],
  ...['new (class $N { $L = $E; #$L = $E; m($N) { tick(); return [this.#$L, $E]; } })().m($E)'],
  ...[
    '(class $N { static $L = $E; static { tick(); $S this.x = $E; } }).x',
    'new (class extends K { c = $E; })($E)',
  ],
  ...[
    '(class { static [$E] = $E; static #$L($N) { return $E; } static m() { return this.#$L($E); } }).m()',
  ],
  ...[
    '({ $L($N) { tick(); return $E; } }).$L($E)',
    '({ get $L() { return $E; } }).$L',
    '({ set $L($N) { $S } }).$L',
  ],
  ...[
    '($E in { $L: 1 })',
    'delete { $L: 1 }.$L',
    'void $E',
    '!$E',
    '[$E].map(($N) => $E)',
    '[$E].map(([$N] = $E) => $V)',
  ],
];

const STATEMENTS = [
  ...[
    'see($E);',
    'see($E);',
    '{ let $N = $E; $S see($E); }',
    '{ const $N = $E; $S see($V); }',
    'var $N = $E;',
  ],
  ...[
    '{ const [$N, ...$L] = [$E, $E]; $S }',
    '{ let { $L: $N = $E, ...y } = { x: $E }; $S }',
    '{ $S let $N = $E; }',
  ],
  ...[
    '{ function $N($P) { tick(); return $E; } see($V($E)); }',
    '{ class $N { $L = $E; } $S see(new $V().$L); }',
  ],
  ...[
    '{ class $N extends K { constructor() { super($E); $S } } see(new $N().a); }',
    'if ($E) { $S } else { $S }',
  ],
  ...[
    'for (let $N = 0; tick() && $N < 2; $N++) { $S }',
    'for (const $N of [$E, $E]) { tick(); $S }',
  ],
  ...[
    'for (const [$N, x] of [[$E, $E]]) { tick(); $S }',
    'for (const $N in { $L: $E }) { tick(); $S }',
  ],
  ...[
    'for (var $N of [$E]) { tick(); $S }',
    'for ($V of [$E]) { tick(); $S }',
    'for (let $N = 0, x = () => $N; tick() && $N < 2; $N++) see(x());',
  ],
  ...[
    '{ const x = []; for (let $N = 0; tick() && $N < 2; $N++) x.push(() => [$V, $N]); see(x.map((y) => y())); }',
  ],
  ...[
    '$L: for (;;) { tick(); $S break $L; }',
    '$L: { $S break $L; }',
    '$L: for (const $N of [1, 2]) { tick(); for (;;) { $S continue $L; } }',
  ],
  ...[
    'try { $S throw $E; } catch ($N) { $S see($V); }',
    'try { throw { $L: $E }; } catch ({ $L: $N }) { $S see($V); } finally { $S }',
  ],
  ...[
    'try { $S } catch { $S }',
    'switch ($E) { case $E: let $N = $E; $S break; default: $S }',
    '$V = $E;',
    'do { $S } while (false);',
  ],
];

const PATTERNS = [
  ...[
    '$N',
    '$N = $E',
    '{ $L: $N }',
    '{ $L: $N = $E } = {}',
    '[$N] = [$E]',
    '[$N = $E, x] = []',
    '...[$N]',
  ],
  ...['{ [$E]: $N } = {}', '{ $L: [$N] = [$E] } = {}', '{ ...$N } = {}', '...$N'],
];

const depth = fc.createDepthIdentifier();

const { expression, statement, pattern } = fc.letrec<Grammar>((tie) => {
  const fill = filler(tie);
  const grow = (
    simple: fc.Arbitrary<string>,
    templates: readonly string[],
    maxDepth: number,
  ): fc.Arbitrary<string> =>
    fc.oneof(
      { depthIdentifier: depth, maxDepth, withCrossShrink: true, depthSize: 'small' },
      simple,
      ...templates.map(fill),
    );
  return {
    expression: grow(leaf, EXPRESSIONS, 4),
    statement: grow(
      leaf.map((text) => `see(${text});`),
      STATEMENTS,
      4,
    ),
    pattern: grow(declared, PATTERNS, 4),
  };
});

export { expression, pattern, statement };
