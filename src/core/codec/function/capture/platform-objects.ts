/**
 * Describes instances of the classes that come with JavaScript and Node: some can be made again from
 * their content, all others are handles that belong to this process.
 */
import { types } from 'node:util';
import { withArticle } from '../../../base/describe.ts';
import { HANDLE } from '../../crossing/unsendable-kinds.ts';
import type { Node, Slot } from '../function-body.ts';
import type { Table } from './describer.ts';
import { type Reason, refuse, type Trail } from './refusal.ts';

/** Platform objects whose content their own constructors can take again. */
const COPIES: Readonly<Record<string, (object: never) => unknown[]>> = {
  URL: (url: URL) => [url.href],
  URLSearchParams: (parameters: URLSearchParams) => [[...parameters]],
  Headers: (headers: Headers) => [[...headers]],
  Date: (date: Date) => [date.getTime()],
  RegExp: (regexp: RegExp) => [regexp.source, regexp.flags],
  TextEncoder: () => [],
  TextDecoder: (decoder: InstanceType<typeof TextDecoder>) => [
    decoder.encoding,
    { fatal: decoder.fatal, ignoreBOM: decoder.ignoreBOM },
  ],
};

export function describePlatformObject(
  table: Table,
  object: object,
  name: string,
  trail: Trail | undefined,
): Node {
  const copy = COPIES[name] ?? (name.startsWith('Intl.') ? copyIntl : undefined);
  if (copy !== undefined) {
    const constructorArguments = copy(object as never).map((value) => table.slotFor(value, trail));
    const lastIndex = types.isRegExp(object) ? { lastIndex: object.lastIndex } : {};
    return {
      kind: 'constructed',
      constructorName: name,
      arguments: constructorArguments,
      ...lastIndex,
    };
  }
  if (ArrayBuffer.isView(object)) return describeSharedView(table, object, name, trail);
  return refuse(trail, describeReason(name));
}

function copyIntl(formatter: { resolvedOptions(): { locale: string } }): unknown[] {
  const { locale, ...options } = formatter.resolvedOptions();
  return [locale, options];
}

/** A typed array over shared memory: the memory is shared, the view is made again. */
function describeSharedView(
  table: Table,
  view: ArrayBufferView,
  name: string,
  trail: Trail | undefined,
): Node {
  const buffer = table.slotFor(view.buffer, { from: trail, clause: "has the property 'buffer'" });
  const length = 'length' in view ? (view.length as number) : view.byteLength;
  const parts: Slot[] = [buffer, [view.byteOffset], [length]];
  return { kind: 'constructed', constructorName: name, arguments: parts };
}

function describeReason(name: string): Reason {
  if (name === 'async_hooks.AsyncLocalStorage') return ASYNC_LOCAL_STORAGE;
  return name.startsWith('Abort') ? describeAbort(name) : describeHandle(name);
}

const ASYNC_LOCAL_STORAGE: Reason = {
  culprit: 'an AsyncLocalStorage',
  why: 'what it stores belongs to the calls of this process',
  advice: 'pass what its getStore() gives as an argument',
};

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
