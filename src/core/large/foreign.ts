/**
 * Calls of the C library, where something is there that can make them: the package `koffi`, if the user has installed it,
 * or Node's own `node:ffi` (26 and later). Nothing of either is needed: what cannot be mapped is read.
 */
import { ownRequire } from '../base/own-files.ts';

export interface Foreign {
  /** Where the bytes are in memory. */
  addressOf(bytes: Uint8Array): bigint;
  /** The eight bytes at an address. */
  wordAt(address: bigint): bigint;
  readonly pageSize: bigint;
  /** The C function. */
  readonly mmap: (...args: MmapArguments) => bigint | number;
}

type MmapArguments = [
  address: bigint,
  length: bigint,
  protection: number,
  flags: number,
  fd: number,
  offset: bigint,
];

let found: Foreign | undefined;
let isLookedFor = false;

/** `undefined` if there is none, or the C library is not glibc. */
export function findForeign(): Foreign | undefined {
  if (!isLookedFor) {
    isLookedFor = true;
    found = attempt(ofKoffi) ?? attempt(ofNode);
  }
  return found;
}

function attempt(make: () => Foreign): Foreign | undefined {
  try {
    const made = make();
    return canRead(made) ? made : undefined;
  } catch {
    return undefined; // not there, forbidden, or not for this machine
  }
}

/** Another version might take an address for something else. */
function canRead({ addressOf, wordAt }: Foreign): boolean {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(SOME_WORD);
  return wordAt(addressOf(bytes)) === SOME_WORD;
}

const SOME_WORD = 0x0123_4567_89ab_cdefn;

/** What is used of it. */
interface Koffi {
  load(path: null): { func(prototype: string): (...args: never[]) => unknown };
  address(bytes: Uint8Array): bigint | number;
  decode(address: bigint, type: string): bigint | number;
}

function ofKoffi(): Foreign {
  const koffi = ownRequire('koffi') as Koffi;
  const libc = koffi.load(null);
  libc.func('const char *gnu_get_libc_version()'); // throws if it is another one
  const pageSize = libc.func('int getpagesize()') as () => number;
  return {
    addressOf: (bytes) => BigInt(koffi.address(bytes)),
    wordAt: (address) => BigInt(koffi.decode(address, 'uint64_t')),
    pageSize: BigInt(pageSize()),
    mmap: libc.func(
      'uint64_t mmap(uint64_t address, uint64_t length, int protection, int flags, int fd, int64_t offset)',
    ) as Foreign['mmap'],
  };
}

interface NodeFfi {
  dlopen(path: null, definitions: object): { readonly functions: Record<string, unknown> };
  getRawPointer(bytes: Uint8Array): bigint;
  getUint64(address: bigint, offset: number): bigint;
}

/** Both names of a signature's parts are the ones that all versions know; a function of which they are not known returns nothing. */
function ofNode(): Foreign {
  const ffi = withoutWarning(() => ownRequire('node:ffi')) as NodeFfi;
  const { functions } = ffi.dlopen(null, {
    gnu_get_libc_version: { arguments: [], return: 'uint64' },
    getpagesize: { arguments: [], return: 'int32' },
    mmap: {
      arguments: ['uint64', 'uint64', 'int32', 'int32', 'int32', 'int64'],
      return: 'uint64',
    },
  });
  return {
    addressOf: (bytes) => ffi.getRawPointer(bytes),
    wordAt: (address) => ffi.getUint64(address, 0),
    pageSize: BigInt((functions['getpagesize'] as () => number)()),
    mmap: functions['mmap'] as Foreign['mmap'],
  };
}

/** That the module is experimental is for us to know: whoever gets the warning has not asked for it. */
function withoutWarning(load: () => unknown): unknown {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
