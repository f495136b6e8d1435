/** Compiled only: what is known of served objects, and misuse that the compiler has to see. */
import {
  Barrier,
  Condition,
  Event,
  type Held,
  Lock,
  pipe,
  Queue,
  type Remote,
  Semaphore,
  serve,
} from 'manyhands/shared';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_isSame: Same<A, B>): void {}

class Model {
  data = 1;
  #secret = 2;
  plain(a: number, b?: string): string {
    return `${a}${b}${this.#secret}`;
  }
  async later(): Promise<Map<string, number>> {
    return await Promise.resolve(new Map());
  }
  *items(from: number): Generator<number, string> {
    yield from;
    return '';
  }
  async *stream(): AsyncGenerator<{ a: 1 }> {
    yield { a: 1 };
  }
  list(): number[] {
    return [1];
  }
  then(): void {}
  protected inner(): void {}
}

export function remotes(): void {
  const remote = serve(new Model());
  same<typeof remote, Remote<Model>>(true);
  same<ReturnType<typeof remote.plain>, Promise<string>>(true);
  same<Parameters<typeof remote.plain>, Parameters<Model['plain']>>(true);
  same<ReturnType<typeof remote.later>, Promise<Map<string, number>>>(true);
  same<ReturnType<typeof remote.items>, AsyncIterableIterator<number>>(true);
  same<ReturnType<typeof remote.stream>, AsyncIterableIterator<{ a: 1 }>>(true);
  same<ReturnType<typeof remote.list>, Promise<number[]>>(true);
  remote[Symbol.dispose]();
  same<ReturnType<ReturnType<typeof serve<string[]>>['push']>, Promise<number>>(true);
  // @ts-expect-error data is not there
  void remote.data;
  // @ts-expect-error it is no promise
  void remote.then;
  // @ts-expect-error what is protected is not there
  void remote.inner;
  // @ts-expect-error the argument is a number
  void remote.plain('1');
  // @ts-expect-error only objects are served
  serve(5);
  // @ts-expect-error it has no such method
  void remote.other();
}

export function faces(): void {
  const queue = new Queue<number>({ maxSize: 1 });
  same<ReturnType<typeof queue.get>, Promise<number>>(true);
  same<Awaited<ReturnType<Lock['acquire']>>, Held>(true);
  // @ts-expect-error the items are numbers
  void queue.put('a');
  // @ts-expect-error the option is called maxSize
  void new Queue({ maxsize: 1 });
  // @ts-expect-error the acquisition is released, not the lock
  void new Lock().release();
  // @ts-expect-error how many has to be said
  void new Semaphore();
  // @ts-expect-error of how many has to be said
  void new Barrier();
  // @ts-expect-error an event is no lock
  void new Condition(new Event());
  // @ts-expect-error a wait takes ms, or timeout and signal
  void new Event().wait({ ms: 5 });
}

export async function pipes(): Promise<void> {
  const [a, b] = pipe<string, number>();
  same<Awaited<ReturnType<typeof a.recv>>, number>(true);
  same<Awaited<ReturnType<typeof b.recv>>, string>(true);
  // @ts-expect-error a sends texts
  await a.send(1);
  // @ts-expect-error b sends numbers
  await b.send('a');
}
