/** Waits with a limit for what nobody is there to bring. */
import { Event } from 'manyhands/shared';

const error = await new Event().wait({ timeout: 50 }).catch((reason: { code?: string }) => reason);
console.log((error as { code?: string }).code);
