/** An error of the caller's own class arrives as one, wherever the class stands: it is the very same class. */
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { task } from 'manyhands';
import {
  DivisionFailure,
  type ErrorClass,
  FirstMade,
  inside,
  MathFailure,
  SecondMade,
} from './failing/failures.ts';
import { caught } from './caught.ts';
import { HiddenFailure } from './failing/hidden.ts';
import { MathFailure as Namesake } from './failing/namesakes.ts';
import type * as Later from './failing/imported-later.ts';
import { isLocal, isOld, throwOne } from './failing/throwing.ts';
import type { Subject } from './subject.ts';

setFlagsFromString('--expose-gc');
/** What other tests have left: nobody looks through a heap above 256 MB for a class. */
const collectGarbage = runInNewContext('gc') as () => void; // what the flag provides

class ModuleFailure extends Error {
  readonly detail: number;

  constructor(message: string, detail: number) {
    super(message);
    this.detail = detail;
  }
}

export function errorClasses(subject: Subject): void {
  const one = subject.shared(1);

  const KINDS: readonly (readonly [kind: string, is: (error: unknown) => boolean])[] = [
    ['math', (error) => error instanceof MathFailure && error.isBad],
    ['division', (error) => error instanceof DivisionFailure],
    ['namesake', (error) => error instanceof Namesake && !(error instanceof MathFailure)],
    ['second of one text', (error) => error instanceof SecondMade && !(error instanceof FirstMade)],
    ['inside', (error) => error instanceof inside.Inner],
    ['local', isLocal],
    ['old', isOld],
    ['deep', (error) => error instanceof HiddenFailure],
    ['cause', (error) => (error as Error).cause instanceof MathFailure],
    ['aggregate', (error) => (error as AggregateError).errors.some(isLocal)],
  ];
  for (const [kind, is] of KINDS) {
    subject.it(`finds the class of an error thrown by an export: ${kind}`, async () => {
      const pool = one();
      const { made } = MathFailure;

      const errors = [
        await caught(pool.apply(throwOne, [kind])),
        await caught(pool.imap(throwOne, [kind]).next()),
        await caught(pool.map((one: string) => throwOne(one), [kind])),
      ];

      assert.deepEqual(errors.map(is), [true, true, true]);
      // A task in the program itself makes its own.
      if (subject.kind !== 'inline') assert.equal(MathFailure.made, made, 'a constructor has run');
    });
  }

  subject.it('finds a class that the function has captured', async () => {
    const pool = one();
    class Here extends ModuleFailure {
      get twice(): number {
        return 2 * this.detail;
      }
    }

    const error = await caught(
      pool.apply(() => {
        throw new Here('h', 21);
      }),
    );

    assert.ok(error instanceof Here && error instanceof ModuleFailure);
    assert.deepEqual([error.twice, Object.getPrototypeOf(error) === Here.prototype], [42, true]);
  });

  subject.it('tells two captured classes of one text apart', async () => {
    const pool = one();
    const makeOne = (): ErrorClass => class Twin extends Error {};
    const [First, Second] = [makeOne(), makeOne()];

    const error = await caught(
      pool.apply(
        (isFirst: boolean) => {
          throw new (isFirst ? First : Second)('t');
        },
        [false],
      ),
    );

    assert.ok(error instanceof Second && !(error instanceof First));
  });

  subject.it('gives callbacks the error in its class', async () => {
    const pool = one();
    const told: unknown[] = [];

    const result = pool.applyAsync(throwOne, ['math'], {
      errorCallback: (error: unknown) => void told.push(error),
    });

    await assert.rejects(result.get(), MathFailure);
    assert.ok(told[0] instanceof MathFailure);
  });

  subject.it('finds a class of `classes` for a task that is only named', async () => {
    await using pool = subject.pool({ workers: 1, classes: [MathFailure] });
    const named = task<typeof throwOne>(
      new URL('./failing/throwing.js', import.meta.url),
      'throwOne',
    );

    await assert.rejects(pool.apply(named, ['math']), MathFailure);
  });

  subject.it('finds a class of a loaded module for a task that is only named', async () => {
    const pool = one();
    const url = new URL('./failing/throwing.js', import.meta.url);
    const named = task<typeof throwOne>(url, 'throwOne');

    const errors = [
      await caught(pool.apply(named, ['math'])),
      await caught(pool.apply(named, ['local'])),
      await caught(pool.imap(named, ['cause']).next()),
    ];

    assert.ok(errors[0] instanceof MathFailure && isLocal(errors[1]));
    assert.ok((errors[2] as Error).cause instanceof MathFailure);
  });

  subject.it(
    'imports no module to find a class, and finds it as soon as the module is there',
    async () => {
      const pool = one();
      const url = new URL(`./failing/imported-later.js?${subject.kind}`, import.meta.url);
      const named = task<typeof Later.throwLater>(url, 'throwLater');
      const here = globalThis.importsOfLater;
      collectGarbage();

      const before = await caught(pool.apply(named));
      const loaded = globalThis.importsOfLater;
      const { LaterFailure } = (await import(url.href)) as typeof Later;
      const after = await caught(pool.apply(named));

      // A task in the program itself has to import it.
      if (subject.kind !== 'inline')
        assert.deepEqual([loaded, before instanceof Error], [here, true]);
      assert.ok(after instanceof LaterFailure);
    },
  );

  subject.it('takes the nearest class that is known for one that is not', async () => {
    const pool = one();

    const error = await caught(
      pool.apply(() => {
        class MathFailure2 extends RangeError {}
        class Under extends MathFailure2 {
          override readonly name = 'Under';
        }
        throw new Under('u');
      }),
    );

    assert.equal(Object.getPrototypeOf(error), RangeError.prototype);
    assert.equal((error as Error).name, 'Under');
  });
}
