import type { Message, Store } from '../engine/engine.ts';

/**
 * The message with its body, which may lie in the store because it is too long; `undefined` if it is no
 * longer there. Reads two headers before anybody has checked the signature, because that needs the body:
 * they only say which bytes to fetch.
 */
export async function fetchBody(message: Message, store: Store): Promise<Message | undefined> {
  const { job = '', ref = '' } = message.headers;
  if (ref === '') return message;
  const body = await store.get(job, ref);
  return body === undefined ? undefined : { headers: message.headers, body };
}
