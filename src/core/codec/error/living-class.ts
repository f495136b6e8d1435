/**
 * The last resort for a class of a module that this program has loaded, but that nothing at hand leads to: the function
 * that threw it was only named (`task(url, 'name')`), and ES modules have no list that could be asked. V8 then finds it
 * among everything that is alive; nobody's code runs, and nothing is imported.
 */
import { nameOfFunction } from '../../base/class-name.ts';
import { findDescendants } from '../function/source/inspector.ts';
import { isLoaded } from '../function/source/locate-script.ts';
import { homeInModule, isSameHome, type ModuleHome } from './class-home.ts';
import { findOwnData } from './own-data.ts';

/** Only classes that a variable of their module holds: those that functions make have many twins, alive by chance. */
export function findLivingClass(name: string, home: ModuleHome): object | undefined {
  if (PLACE.test(home.at)) return undefined;
  try {
    if (!isLoaded(home.url)) return undefined; // the look at the heap is dear
    return findDescendants(Error.prototype)
      .map(constructorOf)
      .find((one) => nameOfFunction(one) === name && isAt(one as object, home)) as
      | object
      | undefined;
  } catch {
    return undefined; // no inspector here
  }
}

/** If it is the prototype of a class: of all errors alive few are. */
function constructorOf(descendant: unknown): unknown {
  return findOwnData(descendant as object, 'constructor'); // it has a prototype, so it is an object
}

function isAt(constructor: object, home: ModuleHome): boolean {
  const own = homeInModule(constructor);
  return own !== undefined && isSameHome(own, home);
}

const PLACE = /^\d+:\d+$/;
