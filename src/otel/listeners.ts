/** By the name of a channel: what listens to it. A channel carries what `core/base/channels.ts` says. */
export type Listeners = Readonly<Record<string, (event: unknown) => void>>;

/** The name of the instrumentation. */
export const SCOPE = 'manyhands';
