/** Workers in the caller's own thread: `inline-channel.ts` is all there is of them. */
import { openInlineChannel } from './inline-channel.ts';
import type { Transport } from './transport.ts';

export const inlineTransport: Transport = {
  name: 'inline',
  open: (options) => openInlineChannel(options),
};
