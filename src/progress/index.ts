/**
 * `manyhands/progress`: a progress bar for the terminal, fed by the `onProgress` of a call. It takes numbers
 * and draws them on stderr; it can neither fail nor delay the call it shows.
 */
export { type ProgressBar, type ProgressBarOptions, progressBar } from './progress-bar.ts';
export type { ProgressCounts } from './progress-line.ts';
