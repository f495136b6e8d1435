/**
 * Classes of faces that the package does not export. A function that captures an instance names the class by a file that
 * exports it: as this is a file of its own in the published package, the one that holds them has to (scripts/bundle/entries.mjs).
 */
import { ActorObject } from './actor-face.ts';
import { End } from './pipe.ts';
import { RemoteObject } from './serve.ts';

export const FACES: readonly object[] = [ActorObject, End, RemoteObject];
