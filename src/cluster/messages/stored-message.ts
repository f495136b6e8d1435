/**
 * Signed messages that are kept in the engine's store. Others may write under the same name, before and after:
 * what counts is what verifies.
 */
import type { Engine, Message } from '../engine/engine.ts';
import type { VerifiedMessage } from '../signing/signed-message.ts';
import type { MessageKind, Signer } from '../signing/signer.ts';

interface Place {
  readonly job: string;
  readonly name: string;
}

export interface MessageStore {
  readonly engine: Pick<Engine, 'store'>;
  readonly signer: Signer;
}

/** The body is text. */
export function packMessage({ headers, body }: Message): Uint8Array {
  return Buffer.from(JSON.stringify({ headers, body: Buffer.from(body).toString() }));
}

/** Signs `text` for this place, and keeps it there. */
export async function putMessage(
  { engine, signer }: MessageStore,
  kind: MessageKind,
  { job, name, text = '', of = '' }: Place & { readonly text?: string; readonly of?: string },
): Promise<void> {
  const message = signer.sign(kind, { job, name, of }, Buffer.from(text));
  await engine.store.put(job, name, packMessage(message));
}

/** `undefined` if there is none that was signed for this place. */
export async function findMessage(
  { engine, signer }: MessageStore,
  kind: MessageKind,
  { job, name }: Place,
): Promise<VerifiedMessage | undefined> {
  let found: VerifiedMessage | undefined;
  await engine.store.get(job, name, (bytes) => {
    const message = unpackMessage(bytes);
    const verified = message === undefined ? undefined : signer.find(kind, message);
    const { headers } = verified ?? {};
    if (headers?.['job'] === job && headers['name'] === name) found = verified;
    return found !== undefined;
  });
  return found;
}

function unpackMessage(bytes: Uint8Array): Message | undefined {
  try {
    const { headers, body } = Object(JSON.parse(Buffer.from(bytes).toString())) as Partial<
      Record<string, unknown>
    >;
    if (typeof headers !== 'object' || headers === null || typeof body !== 'string')
      return undefined;
    return { headers: headers as Message['headers'], body: Buffer.from(body) }; // verified before it is read
  } catch {
    return undefined;
  }
}
