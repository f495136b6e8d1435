/** Each by itself: one cannot hide what another does, and the one that does something has its name in the title. */
import { describe, it } from 'node:test';
import { Pool, ThreadPool } from 'manyhands';
import { failOnLeaks } from '../leaks.ts';
import { assertUnchanged, POLLUTIONS } from './pollutions.ts';

failOnLeaks();

describe('An option is an own property', () => {
  for (const kind of [Pool, ThreadPool]) {
    for (const [name, value] of Object.entries(POLLUTIONS)) {
      it(`${name}, for a ${kind.name}`, async () => {
        await assertUnchanged(kind, { [name]: value });
      });
    }
  }
});
