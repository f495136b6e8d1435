import type { Headers, Message } from '../engine/engine.ts';

export type ParcelKind = 'chunk' | 'result' | 'cancel' | 'host';

export interface Seal {
  seal(kind: ParcelKind, headers: Headers, body: Uint8Array): Message;
  /** Throws if it is not to be believed; nothing of it has been read then. */
  unseal(kind: ParcelKind, message: Message): Message;
}

export const NO_SEAL: Seal = {
  seal: (_kind, headers, body) => ({ headers, body }),
  unseal: (_kind, message) => message,
};
