/** What the raw contestants send and get back, and what their workers do. */
import { check } from '../check.ts';
import { type TaskName, taskNamed } from '../task-named.ts';

export type RawCall = readonly [id: number, task: TaskName, argument: unknown];
export type RawAnswer = readonly [id: number, value: unknown];

/** The other way round: the worker is to call an object of the program so many times, or to say so many things. */
export type RawOrder =
  | { readonly kind: 'call back'; readonly times: number }
  | { readonly kind: 'report'; readonly times: number }
  | { readonly kind: 'called'; readonly value: number };
export type RawNews =
  | { readonly kind: 'call'; readonly argument: number }
  | { readonly kind: 'said'; readonly value: number }
  | { readonly kind: 'done'; readonly count: number };

type Send = (message: RawAnswer | RawNews) => unknown;

/** What a worker does with what comes. */
export function rawWorker(send: Send): (message: RawCall | RawOrder) => void {
  let onCalled = (_value: number): void => {};
  const call = async (argument: number): Promise<number> =>
    await new Promise((resolve) => {
      onCalled = resolve;
      send({ kind: 'call', argument });
    });
  const callBack = async (times: number): Promise<void> => {
    let count = 0;
    for (; count < times; count += 1) check((await call(count)) === count * count, 'the square');
    send({ kind: 'done', count });
  };
  const report = (times: number): void => {
    for (let value = 0; value < times; value += 1) send({ kind: 'said', value });
    send({ kind: 'done', count: times });
  };
  return (message) => {
    if (isCall(message)) send(answer(message));
    else if (message.kind === 'called') onCalled(message.value);
    else if (message.kind === 'report') report(message.times);
    else void callBack(message.times);
  };
}

/** The program's side of all. */
export class RawTalk {
  readonly #waiting = new Map<number, (value: unknown) => void>();
  #nextId = 0;
  #onNews = (_news: RawNews): void => {};

  readonly onMessage = (message: RawAnswer | RawNews): void => {
    if (!isAnswer(message)) return this.#onNews(message);
    const [id, value] = message;
    this.#waiting.get(id)?.(value);
    this.#waiting.delete(id);
  };

  /** `send` gets a number of its own for the call. */
  run(send: (id: number) => unknown): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      send(id);
    });
  }

  callBack(
    send: (order: RawOrder) => unknown,
    of: (x: number) => number,
    times: number,
  ): Promise<number> {
    return new Promise((resolve) => {
      this.#onNews = (news) => {
        if (news.kind === 'call') send({ kind: 'called', value: of(news.argument) });
        if (news.kind === 'done') resolve(news.count);
      };
      send({ kind: 'call back', times });
    });
  }

  reports(send: (order: RawOrder) => unknown, times: number): Promise<number> {
    let heard = 0;
    return new Promise((resolve) => {
      this.#onNews = (news) => {
        if (news.kind === 'said') heard += 1;
        if (news.kind === 'done') resolve(heard);
      };
      send({ kind: 'report', times });
    });
  }
}

function isAnswer(message: RawAnswer | RawNews): message is RawAnswer {
  return Array.isArray(message);
}

function isCall(message: RawCall | RawOrder): message is RawCall {
  return Array.isArray(message);
}

function answer([id, task, argument]: RawCall): RawAnswer {
  return [id, taskNamed(task)(argument)];
}
