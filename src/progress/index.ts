/**
 * `manyhands/progress`: a bar for the terminal, fed by the `onProgress` of a call. It only watches: it
 * takes numbers, draws them on stderr, and can neither fail nor delay the call it shows.
 */
export { type ProgressBar, type ProgressBarOptions, progressBar } from './progress-bar.ts';
export type { ProgressCounts } from './progress-line.ts';
