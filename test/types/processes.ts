/** Compiled only: what is known of processes and actors, and misuse that the compiler has to see. */
import {
  type Actor,
  type activeChildren,
  actor,
  type Child,
  type currentProcess,
  type parentProcess,
  Process,
  type ProcessInfo,
  Thread,
} from 'manyhands';
import type { serve } from 'manyhands/shared';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_isSame: Same<A, B>): void {}

class Model {
  weights = [1];
  #secret = 2;
  constructor(by: number, name?: string) {
    this.#secret = by + (name?.length ?? 0);
  }
  predict(x: number[]): number {
    return x.length * this.#secret;
  }
  async later(): Promise<string> {
    return await Promise.resolve('');
  }
  *items(): Generator<number> {
    yield 1;
  }
}

class Plain {
  get(): number {
    return 1;
  }
}

export async function processes(): Promise<void> {
  const sum = new Process((a: number, b: number) => a + b, [1, 2]);
  same<typeof sum, Process<number>>(true);
  same<ReturnType<typeof sum.result>, Promise<number>>(true);
  const later = new Thread(async () => await Promise.resolve('a'));
  same<typeof later, Thread<string>>(true);
  const child: Child = later;
  same<typeof child.signal, NodeJS.Signals | null>(true);
  same<ReturnType<typeof activeChildren>, Child[]>(true);
  same<ReturnType<typeof currentProcess>, ProcessInfo>(true);
  same<ReturnType<typeof parentProcess>, ProcessInfo | undefined>(true);
  await using ended = new Process(() => 1, [], { name: 'a', killGrace: 5 });
  same<typeof ended.kind, 'process' | 'thread'>(true);
  // @ts-expect-error the arguments are missing
  new Process((a: number) => a);
  // @ts-expect-error the argument is a number
  new Process((a: number) => a, ['1']);
  // @ts-expect-error it runs one function, in one worker
  new Process(() => 1, [], { workers: 2 });
  // @ts-expect-error the kind is said by the class
  new Thread(() => 1, [], { transport: 'process' });
  // @ts-expect-error it is a property
  child.isAlive();
  // @ts-expect-error it starts at once
  sum.start();
  // @ts-expect-error who made it may not change it
  child.exitCode = 5;
}

export async function actors(): Promise<void> {
  const model = await actor(Model, [2], { transport: 'thread', restarts: 3, concurrency: 2 });
  same<typeof model, Actor<Model>>(true);
  same<ReturnType<typeof model.predict>, Promise<number>>(true);
  same<ReturnType<typeof model.later>, Promise<string>>(true);
  same<ReturnType<typeof model.items>, AsyncIterableIterator<number>>(true);
  await actor(Model, [2, 'name']);
  await actor(Plain);
  await model[Symbol.asyncDispose]();
  model[Symbol.dispose]();
  const remote: ReturnType<typeof serve<Model>> = model; // an actor is a remote object
  await remote.predict([1]);
  // @ts-expect-error the argument of the constructor is missing
  await actor(Model);
  // @ts-expect-error it is a number
  await actor(Model, ['2']);
  // @ts-expect-error data is not there
  void model.weights;
  // @ts-expect-error it takes numbers
  await model.predict(['1']);
  // @ts-expect-error a function is no class
  await actor(() => new Model(1));
  // @ts-expect-error an instance is no class
  await actor(new Plain());
  // @ts-expect-error an actor lives in a process or a thread
  await actor(Plain, [], { transport: 'inline' });
  // @ts-expect-error one actor is one worker
  await actor(Plain, [], { workers: 2 });
}
