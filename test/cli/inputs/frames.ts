/** Frames of zstd, as a Node that has it packs them: the tests must run on one that has not. */
export interface Frame {
  readonly what: string;
  readonly base64: string;
}

/** The first is `numbered(10)`. */
export const FRAMES: readonly [Frame, ...Frame[]] = [
  {
    what: 'of known length',
    base64: 'KLUv/SBaRQEAoHsiaWQiOjB9CjEyMzQ1Njc4OX0KCQCACCAHCANEADlAGCACyOVQjg==',
  },
  {
    what: 'with a checksum',
    base64: 'KLUv/SRaRQEAoHsiaWQiOjB9CjEyMzQ1Njc4OX0KCQCACCAHCANEADlAGCACyOVQjtEXjYQ=',
  },
  {
    what: 'of unknown length',
    base64: 'KLUv/QRY1AAAeHsiaWQiOjB9CjEyMzR9CgQAgAggBwjjUOSNAABAezU2Nzg5fQoFUAEAhBC6AtEXjYQ=',
  },
  {
    what: 'of one repeated byte',
    base64: 'KLUv/aBwEQEAVQAAEHh4AQBrETnAAg==',
  },
  {
    what: 'of nothing',
    base64: 'KLUv/SAAAQAA',
  },
  {
    what: 'to be skipped',
    base64: 'UypNGAUAAABub3Rlcw==',
  },
];
