/** Tasks that do not release what they have acquired, and an initializer that means it. */
import { Pool } from 'manyhands';
import { Lock, Semaphore } from 'manyhands/shared';

const whole = new Semaphore(2);
const lock = new Lock();
const pool = new Pool({ workers: 1, initializer: async () => void (await whole.acquire()) });
await pool.apply(async () => await lock.run(() => 1));
console.log('so far nothing');
await pool.apply(async () => void (await lock.acquire()));
await pool.apply(async () => void (await whole.acquire()));
await pool.terminate();
