/**
 * Who may look: whoever has the token, and has addressed this machine by a name of its own.
 *
 * The token keeps out other users of the machine. The check of `Host` keeps out web pages: one whose own name has been made to
 * point to 127.0.0.1 (DNS rebinding) could read what is answered, and that request has the page's name as its host.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '::1'];

export function newToken(): string {
  return randomBytes(18).toString('base64url');
}

export function isToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** `header`: what a request has as its `Host`; `bound`: the host that is listened on. */
export function isOwnHost(header: string | undefined, bound: string): boolean {
  const name = hostnameOf(header);
  if (name === undefined) return false;
  if (LOOPBACK.includes(name) || name === bound.toLowerCase()) return true;
  return !LOOPBACK.includes(bound.toLowerCase()) && namesOfThisMachine().includes(name);
}

function hostnameOf(header: string | undefined): string | undefined {
  const [, inBrackets, plain] =
    /^(?:\[([\da-f:]+)\]|([\w.-]+))(?::\d+)?$/i.exec(header ?? '') ?? [];
  return (inBrackets ?? plain)?.toLowerCase();
}

function namesOfThisMachine(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return [hostname().toLowerCase(), ...addresses.map(({ address }) => address.toLowerCase())];
}

/** How a link names `host`. */
export function inLink(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return isIP(host) === 6 ? `[${host}]` : host;
}
