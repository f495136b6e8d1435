/** Functions of a thread, for threads.js. */
import { expose } from 'threads/worker';

expose({ value: () => 1, hang: () => new Promise(() => {}) });
