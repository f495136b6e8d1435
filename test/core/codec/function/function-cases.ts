/** All functions that must work in a worker, whatever carries them there. */
import type { FunctionCase } from './cases/case.js';
import { classCases } from './cases/classes.js';
import { closures } from './cases/closures.js';
import { insides } from './cases/insides.js';
import { plainFunctions } from './cases/plain-functions.js';
import { references } from './cases/references.js';
import { scopes } from './cases/scopes.js';
import { values } from './cases/values.js';

export type { FunctionCase } from './cases/case.js';

export const functionCases: readonly FunctionCase[] = [
  ...plainFunctions,
  ...closures,
  ...scopes,
  ...values,
  ...insides,
  ...classCases,
  ...references,
];
