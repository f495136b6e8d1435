/**
 * Describes instances of the classes that come with Node and with `Intl`: some can be made again from
 * their content, all others are handles that belong to this process.
 */
import { withArticle } from '../../../base/describe.ts';
import { HANDLE } from '../../crossing/unsendable-kinds.ts';
import type { ConstructedNode } from '../function-body.ts';
import { followKnownPath } from '../known-path.ts';
import { describeProperties, readIntegrity } from './describe-properties.ts';
import type { Table } from './describer.ts';
import { type Reason, refuse, type Trail } from './refusal.ts';

/** Platform objects whose content their own constructors can take again. */
const COPIES: Readonly<Record<string, (object: never) => unknown[]>> = {
  URL: (url: URL) => [url.href],
  URLSearchParams: (parameters: URLSearchParams) => [[...parameters]],
  Headers: (headers: Headers) => [[...headers]],
  DOMException: ({ message, name }: DOMException) => [message, name],
  TextEncoder: () => [],
  TextDecoder: (decoder: InstanceType<typeof TextDecoder>) => [
    decoder.encoding,
    { fatal: decoder.fatal, ignoreBOM: decoder.ignoreBOM },
  ],
};

function findCopy(name: string): ((object: never) => unknown[]) | undefined {
  if (Object.hasOwn(COPIES, name)) return COPIES[name];
  return name.startsWith('Intl.') ? copyIntl : undefined;
}

function copyIntl(formatter: { resolvedOptions(): { locale: string } }): unknown[] {
  const { locale, ...options } = formatter.resolvedOptions();
  return [locale, options];
}

/** @param name of a class, as "URL" or "net.Socket" */
export function isCopied(name: string): boolean {
  return findCopy(name) !== undefined;
}

/** @throws Refusal */
export function describePlatformObject(
  table: Table,
  object: object,
  name: string,
  trail: Trail | undefined,
): ConstructedNode {
  const copy = findCopy(name);
  if (copy === undefined) return refuse(trail, describeReason(name));
  const content = copy(object as never);
  const made = listMadeKeys(object, name, content);
  return {
    kind: 'constructed',
    constructorName: name,
    arguments: content.map((value) => table.slotFor(value, trail)),
    properties: describeProperties(table, object, trail, (key) => made.has(key)),
    integrity: readIntegrity(object),
  };
}

/** The properties that the constructor makes, among them symbols of Node's own that nobody else has. */
function listMadeKeys(object: object, name: string, content: unknown[]): Set<PropertyKey> {
  if (Reflect.ownKeys(object).length === 0) return new Set();
  const constructor = followKnownPath({ root: '', path: name.split('.') });
  const twin = Reflect.construct(constructor as new (...args: unknown[]) => object, content);
  return new Set(Reflect.ownKeys(twin));
}

function describeReason(name: string): Reason {
  if (name === 'async_hooks.AsyncLocalStorage') return ASYNC_LOCAL_STORAGE;
  if (name.startsWith('Temporal.')) return describeTime(name);
  return name.startsWith('Abort') ? describeAbort(name) : describeHandle(name);
}

const ASYNC_LOCAL_STORAGE: Reason = {
  culprit: 'an AsyncLocalStorage',
  why: 'what it stores belongs to the calls of this process',
  advice: 'pass what its getStore() gives as an argument',
};

function describeTime(name: string): Reason {
  return {
    culprit: withArticle(name),
    why: 'Node cannot copy it',
    advice: `capture its text, toString(), and read it in the function with ${name}.from()`,
  };
}

function describeAbort(name: string): Reason {
  return {
    culprit: withArticle(name),
    why: 'an abort here would not be seen there',
    advice: "pass it as the option 'signal' of the call",
  };
}

function describeHandle(name: string): Reason {
  return { culprit: withArticle(name), ...HANDLE };
}
