/**
 * The cluster worker of `poolifier`, which wants its functions registered.
 *
 * CommonJS, because `node:cluster` hands on messages from the very start: an ES module is evaluated
 * too late to hear the one with which poolifier greets its workers, and the pool hangs for ever.
 */
const { ClusterWorker } = require('poolifier');

new ClusterWorker({ ...require('../tasks.js') });
