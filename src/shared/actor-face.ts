/** What callers have of an actor, at home and in workers: a served object that ends with a promise. */
import { HomeLink } from './link.ts';
import type { ServedCore } from './objects/served-core.ts';
import { addMethods, RemoteObject } from './serve.ts';
import { becomeFace, completeFaces, disposeFace, registerFace } from './shared-object.ts';

const KIND = 'Actor';

/** In the program that has made it, its end is the end of the actor; elsewhere of this proxy. */
export class ActorObject extends RemoteObject {
  async [Symbol.asyncDispose](): Promise<void> {
    await disposeFace(this);
  }
}

registerFace(KIND, ActorObject);
completeFaces(KIND, addMethods);

/** `core`: where its calls go. */
export function faceOfActor(core: ServedCore, methods: readonly string[]): object {
  const face = new ActorObject();
  becomeFace(face, { kind: KIND, link: new HomeLink(core), methods });
  addMethods(face, methods);
  return face;
}
