import { ownEntry } from '../../core/base/own-files.ts';

/** Where the whole room is: loading it installs what reads handles of all kinds. */
export const ROOM: string = ownEntry('shared').href;
