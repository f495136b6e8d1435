/**
 * Objects of Node's and the web's classes, most of which structured clone would take for empty ones: why each of them
 * is refused, and what to send instead.
 */
import { arrivesWhole, platformNameOf, platformPrototypeOf } from '../../base/lost-object.ts';
import { withArticle } from '../../base/describe.ts';
import type { Boundary, InData } from './unsendable-kinds.ts';

/** How `value` is refused, if it is such an object and does not cross `boundary`. */
export function explainPlatformObject(value: object, boundary: Boundary): InData | undefined {
  const prototype = platformPrototypeOf(value);
  if (prototype === undefined) return undefined;
  if (boundary === 'thread' && arrivesWhole(value, prototype)) return undefined;
  const name = platformNameOf(prototype);
  return {
    noun: withArticle(name),
    why: 'its content is private, and nothing of it would arrive',
    advice:
      ADVICE[name] ?? 'send the plain data that it was made from, and make it in the function',
  };
}

const BYTES = 'send its bytes: await it.arrayBuffer()';
const ENTRIES = 'send its entries, [...it], and make it again in the function';
const ABORT = "name the signal in the call's 'signal' option";

const ADVICE: Readonly<Record<string, string>> = {
  AbortController: ABORT,
  AbortSignal: ABORT,
  Blob: BYTES,
  DOMException: 'send its name and its message, or throw it',
  File: BYTES,
  FormData: ENTRIES,
  Headers: ENTRIES,
  Request: 'send its url and what else is needed',
  Response: 'send its content: await it.text(), or await it.arrayBuffer()',
  TextDecoder: 'make it in the function: send its encoding',
  TextEncoder: 'make it in the function',
  URL: 'send its href',
  URLSearchParams: 'send it as text: it.toString()',
};
