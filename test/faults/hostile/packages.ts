/** What each package exports, as far as it takes something: names as those of `surface.ts`. */
import * as root from 'manyhands';
import * as cluster from 'manyhands/cluster';
import * as dashboard from 'manyhands/dashboard';
import * as otel from 'manyhands/otel';
import * as progress from 'manyhands/progress';
import * as shared from 'manyhands/shared';
import * as trace from 'manyhands/trace';

const PACKAGES: readonly object[] = [root, shared, cluster, progress, trace, otel, dashboard];

/** Where a class of Node's begins, what is inherited is not ours. */
function isForeign(prototype: object): boolean {
  return prototype === Object.prototype || prototype instanceof Error;
}

/** "Pool.map", "Lock.acquire", "share": everything public that could be called. */
export function exported(): string[] {
  const ends = shared.pipe()[0].constructor;
  return [...PACKAGES.flatMap((all) => Object.entries(all)), ['PipeEnd', ends] as const].flatMap(
    ([name, value]) => (typeof value === 'function' ? namesOf(name, value as Callable) : []),
  );
}

interface Callable {
  readonly prototype?: object;
}

function namesOf(name: string, value: Callable): string[] {
  const { prototype } = value;
  if (prototype === undefined) return [name];
  if (isForeign(prototype)) return [];
  const methods = new Set<string>();
  for (let at: object = prototype; !isForeign(at); at = Object.getPrototypeOf(at) as object) {
    for (const key of Object.getOwnPropertyNames(at)) {
      const { value: method } = Object.getOwnPropertyDescriptor(at, key) ?? {};
      if (typeof method === 'function' && key !== 'constructor') methods.add(`${name}.${key}`);
    }
  }
  return methods.size === 0 ? [name] : [`new ${name}`, ...methods];
}
