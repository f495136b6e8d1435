/** What makes of a value something that keeps its meaning on the way, and back. */
export interface ValueCodec {
  encode(value: unknown): unknown;
  decode(value: unknown): unknown;
}
