/**
 * What became of the chunks of a job that is over (see `JobControl.release`). `none`: there are none · `withdraw`: those
 * not started are taken back, those running may finish unseen · `kill`: those running are stopped as well, by ending
 * their workers if they do not stop by themselves within `abortGraceMs`.
 */
export type Leftovers = 'none' | 'withdraw' | 'kill';
