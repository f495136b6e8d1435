/** Opens its socket, says how that is called, and waits to be killed. */
import { Lock } from 'manyhands/shared';
import { HANDLE, type Served } from '#dist/core/base/served.js';
import type { Handle } from '#dist/shared/handle.js';

const { home } = (new Lock() as unknown as Served)[HANDLE]() as Handle; // as whoever sends it asks
console.log(home.path.slice(1));
setInterval(() => {}, 1000);
