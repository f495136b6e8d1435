/**
 * Large buffers that came with a function, for the workers of this host: in files in memory (`core/large`), which are open
 * as long as the host keeps the recipe. Those among arguments are put into files when they are sent on.
 */
import { holdFiles, intoFiles } from '../../core/codec/function/large-memories.ts';
import type { Recipe } from '../messages/recipe.ts';

/** The recipe itself, if there is nothing large in it, or no file to be had. */
export function inFiles(recipe: Recipe): Recipe {
  const known = withFiles.get(recipe);
  if (known !== undefined) return known;
  const fn = intoFiles(recipe.fn);
  const made = fn === undefined ? recipe : { ...recipe, fn };
  if (fn !== undefined) collected.register(recipe, holdFiles(fn));
  withFiles.set(recipe, made);
  return made;
}

const withFiles = new WeakMap<Recipe, Recipe>();
const collected = new FinalizationRegistry<() => void>((release) => release());
