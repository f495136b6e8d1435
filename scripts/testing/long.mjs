// Test files that `npm test` leaves out, each with the reason; CI runs them, and so does whoever names
// them (`npm test -- soak`). What is here must have a shorter sibling among the quick ones, which fails
// when the thing itself is broken.

/** Parts of built paths, and why they are long. @type {Readonly<Record<string, string>>} */
export const LONG = {
  'test/soak/': 'kills workers at random for as long as eight pools live',
};

/** Half a minute and more each: they start first, so that the run does not end with one alone. */
export const SLOW = ['test/conformance/', 'test/streams/', 'test/cluster/'];

/** @param {string} file */
export function isLong(file) {
  return Object.keys(LONG).some((part) => file.includes(part));
}

/** @param {string} file */
export function isSlow(file) {
  return SLOW.some((part) => file.includes(part));
}
