/** Installs what reads handles: it knows all kinds of faces. */
/* oxlint-disable import/no-unassigned-import -- each of them registers its face */
import './actor-face.ts';
import './barrier.ts';
import './condition.ts';
import './event.ts';
import './lock.ts';
import './pipe.ts';
import './queue.ts';
import './semaphore.ts';
import './serve.ts';
/* oxlint-enable import/no-unassigned-import */
import { installServedReader } from '../core/base/served.ts';
import { checkHandle } from './handle.ts';
import { faceOf } from './shared-object.ts';
import { unpackServed } from './values/served-values.ts';

installServedReader({
  unpack: (packed) => unpackServed(packed, (handle) => faceOf(checkHandle(handle))),
});
