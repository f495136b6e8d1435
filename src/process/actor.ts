/** `actor`: an instance of a class in a worker of its own. What that takes is loaded with the first of them. */
import { CallerStacks } from '../core/api/caller-stack.ts';
import { checkArguments, refused } from '../core/base/check.ts';
import type { Remote } from '../shared/remote.ts';
import { type ActorOptions, resolveActorOptions } from './actor-options.ts';

/**
 * An actor: its methods, as of a served object (`Remote`). Its end, `Symbol.asyncDispose`, is that of its worker; in a
 * worker to which it was sent it gives up the proxy there.
 *
 * @example
 * class Counter {
 *   #count = 0;
 *   add(by: number) {
 *     return (this.#count += by);
 *   }
 * }
 * await using counter: Actor<Counter> = await actor(Counter);
 * console.log(await counter.add(2)); // 2
 */
export type Actor<T extends object> = Remote<T> & AsyncDisposable;

const STACKS = new CallerStacks();

/**
 * Makes an instance of a class in a worker of its own, where it keeps what it has: a model, a connection, a cache. Calls
 * run there one at a time, in order (`concurrency`); what is given and returned is copied, errors arrive as themselves,
 * generators are async iterators. It can be captured by tasks and passed to them, as all served objects.
 *
 * When its worker ends, calls that are under way reject with a WorkerLostError. With `restarts` it is made anew, and calls
 * that come meanwhile wait for it; without, or when these are used up, all later calls reject so.
 *
 * An idle actor does not keep the program alive. CPython has nothing like it: a manager is nearest.
 *
 * @param type any class: exported, local, with captured variables
 * @param args the arguments of its constructor
 * @throws what the constructor throws · WorkerLostError if the worker has not come so far · NotSendableError · OptionError ·
 *   PoolStateError where no worker may be started
 * @example
 * class Model {
 *   readonly #weights: number[];
 *   constructor(weights: number[]) {
 *     this.#weights = weights;
 *   }
 *   predict(x: number[]): number {
 *     return x.reduce((sum, value, i) => sum + value * (this.#weights[i] ?? 0), 0);
 *   }
 * }
 * await using model = await actor(Model, [[1, 2]], { restarts: 3 });
 * console.log(await model.predict([3, 4])); // 11
 */
export async function actor<T extends object>(
  type: new () => T,
  args?: readonly [],
  options?: ActorOptions,
): Promise<Actor<T>>;
export async function actor<A extends readonly unknown[], T extends object>(
  type: new (...args: A) => T,
  args: Readonly<A>,
  options?: ActorOptions,
): Promise<Actor<T>>;
export async function actor<T extends object>(
  type: new (...args: never[]) => T,
  given?: unknown,
  options: ActorOptions = {},
): Promise<Actor<T>> {
  const submitted = STACKS.capture(actor);
  if (typeof type !== 'function' || typeof type.prototype !== 'object')
    throw refused('the class', type, 'must be a class');
  const args = checkArguments('args', given);
  const resolved = resolveActorOptions(options, type.name);
  const { startActor } = await import('./start-actor.ts');
  return (await startActor({ type, args, submitted, ...resolved })) as Actor<T>; // it has got all methods of T
}
