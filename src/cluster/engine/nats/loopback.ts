/** Whether a server can only be reached from this machine: there, and only there, may messages be unsigned. */
import { isIP } from 'node:net';
import { OptionError } from '../../../core/base/errors.ts';

/**
 * @throws {OptionError} if there is no key and one of the servers is not on loopback. Names are not
 * looked up: whatever `localhost` is called elsewhere may point anywhere tomorrow.
 */
export function requireKeyPastLoopback(
  server: string | readonly string[],
  options: { readonly hasKey: boolean },
): void {
  if (options.hasKey) return;
  const remote = [server].flat().find((address) => !isLoopback(address));
  if (remote === undefined) return;
  throw new OptionError(
    `key is missing, and '${withoutPassword(remote)}' is not on this machine: whoever can write to a queue ` +
      'that carries functions can run code on its hosts, so their messages must be signed. ' +
      'Make a key with `npx manyhands key FILE` and give it to submitters and hosts',
  );
}

export function isLoopback(server: string): boolean {
  const text = server.includes('://') ? server : `nats://${server}`;
  if (!URL.canParse(text)) return false;
  const host = new URL(text).hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost') return true;
  // Exactly so, for `127.0.0.1.example.org` is anybody's machine.
  return isIP(host) === 4 ? host.startsWith('127.') : host === '::1';
}

/** A server as messages show it: all before the last `@` may be a secret, even where it is badly written. */
export function withoutPassword(server: string): string {
  return server.replace(/^([a-z+]+:\/\/)?.*@/is, '$1');
}
