/** `serve`: any object, living here and used from everywhere. */
import { refused } from '../core/base/check.ts';
import { isObject } from '../core/base/thenable.ts';
import { HomeLink } from './link.ts';
import { ObjectCore } from './objects/object-core.ts';
import type { Remote } from './remote.ts';
import { remoteCall } from './remote-call.ts';
import { becomeFace, completeFaces, disposeFace, linkOf, registerFace } from './shared-object.ts';

const KIND = 'Remote';

/** What all of them are instances of. Their methods are their own. */
export class RemoteObject {
  [Symbol.dispose](): void {
    void disposeFace(this);
  }
}

registerFace(KIND, RemoteObject);
completeFaces(KIND, addMethods);

/**
 * Serves an object: it stays in this program, and whoever captures the result or gets it passed can call its methods.
 * What is given and returned is copied, as with tasks; errors arrive as themselves. CPython: `BaseManager` and its
 * proxies.
 *
 * Who has it in a worker may dispose it there; what was disposed at home is not served any more, and calls reject with a
 * PoolStateError. If that is forgotten the collection of garbage does it.
 *
 * @param object an instance of any class, or an object with functions in it
 * @throws OptionError if it is no object
 * @example
 * class Counter {
 *   #count = 0;
 *   add(by: number): number {
 *     return (this.#count += by);
 *   }
 * }
 * using counter = serve(new Counter());
 * await pool.map(async (by: number) => await counter.add(by), [1, 2, 3]);
 * console.log(await counter.add(0)); // 6
 */
export function serve<T extends object>(object: T): Remote<T> {
  if (!isObject(object) || typeof object === 'function')
    throw refused('the object to serve', object, 'must be an object');
  const core = new ObjectCore(object);
  const face = new RemoteObject();
  const { methods } = core;
  becomeFace(face, { kind: KIND, link: new HomeLink(core), methods });
  addMethods(face, methods);
  return face as unknown as Remote<T>; // it has got all methods of `object`
}

/** Gives a face what can be called. */
export function addMethods(face: object, methods: readonly string[]): void {
  for (const method of methods) {
    const value = (...args: readonly unknown[]): unknown => remoteCall(linkOf(face), method, args);
    Object.defineProperty(face, method, { value });
  }
}
