/**
 * The cluster worker of `poolifier`, which wants its functions registered. CommonJS, because an ES module is
 * evaluated too late to hear the message with which poolifier greets its workers.
 */
const { ClusterWorker } = require('poolifier');

new ClusterWorker({ ...require('../tasks.js') });
