/** Writing and reading the plain parts of a frame. Little endian throughout. */

/** Collects bytes in a buffer that grows and is used again for the next frame. */
export class ByteWriter {
  #bytes: Buffer = Buffer.allocUnsafeSlow(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
    // One huge message must not keep its size reserved for ever.
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(KEPT_BYTES);
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#bytes.writeUInt32LE(value, this.#length);
    this.#length += 4;
  }

  /** Overwrites what was written at `at`. */
  patchU32(at: number, value: number): void {
    this.#bytes.writeUInt32LE(value, at);
  }

  i32(value: number): void {
    this.#reserve(4);
    this.#bytes.writeInt32LE(value, this.#length);
    this.#length += 4;
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#bytes.writeDoubleLE(value, this.#length);
    this.#length += 8;
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  text(value: string): void {
    const bytes = Buffer.from(value);
    this.u32(bytes.length);
    this.bytes(bytes);
  }

  /** What was written, valid until the next `reset`. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.view());
    this.#bytes = larger;
  }
}

const KEPT_BYTES = 1 << 20;

/** Whether `i32` writes `value` exactly. */
export function isInt32(value: number): boolean {
  // `| 0` turns everything that is no int32 into another number, and -0 into 0.
  return Object.is(value | 0, value);
}

/** Reads what a `ByteWriter` wrote. Reading beyond the end throws a RangeError. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  u8(): number {
    const value = this.#bytes.readUInt8(this.#at);
    this.#at += 1;
    return value;
  }

  u32(): number {
    const value = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  i32(): number {
    const value = this.#bytes.readInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  f64(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  text(): string {
    return Buffer.from(this.copy(this.u32())).toString();
  }

  /** A copy: what was read may be used again for the next read. */
  copy(length: number): Uint8Array<ArrayBuffer> {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('the frame is shorter than it says');
    const value = Buffer.allocUnsafeSlow(length); // a buffer of its own, and not filled with zeros first
    value.set(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return value;
  }
}
