/** What keeps the classes of instances in this worker (`PoolOptions.classes`), for who serves objects here: an actor's host. */
import type { ValueCodec } from '../base/value-codec.ts';

/** Set once, before anything of the user's runs; absent if there are no such classes. */
export const KEPT: { classes?: ValueCodec } = {};
