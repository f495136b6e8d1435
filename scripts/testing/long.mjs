// Test files that `npm test` leaves out, each with the reason. CI runs them (`npm run check`), and so does
// `npm run test:all`, and whoever names them (`npm test -- soak`). What is here has a shorter relative among
// the quick ones, which fails when the thing itself is broken. A suite that runs over several kinds of workers
// may be quick over one of them: then threads have what the caller's side does, processes what ends them.

/** Parts of built paths, and why they are here. @type {Readonly<Record<string, string>>} */
export const LONG = {
  'test/soak/': 'kills workers at random while eight pools live, one after another',
  'test/fuzz/fuzz.test':
    'a fixed number of random programs; what they have found once is in fuzz/known',
  'test/fuzz/large-values.test':
    'hundreds of megabytes of random values; large-buffers of the suite has some of each kind',
  'test/runtimes/': 'a program for each way in which people run theirs; the suite runs in one',
  'test/runners/':
    'starts four test runners, with and without coverage; the suite runs without one',
  'test/bundlers/bundlers.test': 'six bundlers, two formats each; esbuild.test has one of them',
  'test/bundlers/libraries.test':
    'six bundles of zod and lodash; weak-collections.test and the scopes of functions.test have the rules',
  'test/bundlers/suite.test': 'the whole suite once more; esbuild.test has a program of every part',
  'test/docs/examples.test':
    'a program for each of some two hundred examples; docs.test runs the pages',
  'test/conformance/cluster-labelled.test':
    'eight topics once more, through a queue of their own; cluster/labels.test has what labels could change',
  'test/conformance/cluster-rest.test':
    'all other topics once more; cluster.test has the two that tell most',
  'test/conformance/rest.test':
    'the topics that process.test and thread.test leave to each other; both have those in which they could differ',
  'test/conformance/unbatched.test':
    'six topics once more, two times, with nothing but the window changed',
  'test/streams/properties.test':
    'random streams with deaths; the topics of streams/ have each by itself',
  'test/chains/properties.test':
    'random chains; the chains of the suite have each stage and each end by itself',
  'test/streams/memory.test': 'needs half a million items to see what is left of each',
  'test/core/codec/function/hints.test':
    'two programs for each hint; refusals.test has their texts',
  'test/cluster/failures.test':
    'queues 20,000 chunks, and waits for three servers to elect a leader',
  'test/cluster/chaos.test':
    '400 chunks for each fault; refusals.test and nats.test have a host that leaves',
  'test/cluster/attack.test':
    'a thousand tasks again and again beside garbage; refusals.test and delivery-handler.test have its kinds',
  'test/cluster/versions.test':
    'installs two versions, and waits until one misses its hosts; signed-message.test has the rule',
  'test/cluster/detached.test':
    'kills a submitter, then a host, and waits until others notice; detached/ has the parts',
  'test/cluster/engine/nats/faults.test':
    'servers that are killed, frozen or cut off; nats.test has those that live',
  'test/cli/resume.test':
    'kills the command at any moment; checkpoint.test and run-state.test have its parts',
  'test/cli/memory.test':
    '190 MB through a heap of 48; record-stream.test has how records are read',
  'test/cli/interrupt.test': 'slow functions on purpose; in-flight-limit.test has the rule',
  'test/docs/docs.test': 'a program for each block of the pages; complete.test has their links',
  'test/cluster/engine/nats/nats.test':
    'waits for a server again and again; cluster/nats.test has a pool over it',
  'test/faults/waiting-for-earlier.test':
    'random tasks that wait, burn and die; scheduler.test and streams/adaptive have the rules',
  'test/faults/counts.test': 'each fault until all counts are known; the suites look at some',
  'test/faults/native-code.test':
    'waits until a thread is given up; in-a-task.test has those that end',
  'test/faults/large-buffers.test':
    'a program for each thing that is missing; the suite has the rest',
  'test/faults/large-deaths.test':
    'kills a process at each moment of a file; large-buffers of the suite has those that live',
  'test/cli/odd-inputs.test': 'a command for each odd input; the readers have tests of their own',
  'test/streams/rest.test': 'the topics that process.test and thread.test leave to each other',
  'test/conformance/inline.test': 'as process.test, once more in the thread of the caller',
  'test/process/process.test':
    'as thread.test, once more over processes; whole-programs.test has some',
  'test/shared/process.test':
    'as thread.test, once more over processes; memory.test and whole-programs.test have some',
  'test/serving/process.test':
    'as thread.test, once more over processes, which the suite starts, ends and loses',
  'test/bench/bench.test': 'runs each row of the bench at a tiny size',
  'test/examples/': 'whole programs with real input; docs.test runs the blocks of the pages',
  'test/core/codec/function/constants-found.test':
    'programs with large libraries, in each kind of module; constants.test has each kind of constant',
  'test/core/codec/function/libraries.test':
    'loads a dozen libraries in workers; through-pool.test has ours',
  'test/shared/every-message.test':
    'kills a process for each message, five times; deaths.ts has the moments that matter',
  'test/process/random-deaths.test': 'processes that die at random; actors.ts has each by itself',
  'test/faults/initializers.test':
    'workers that cannot start, in each way; the suite has the rules',
  'test/faults/payloads.test':
    'messages that cannot be read, in each place; values.test has the rest',
  'test/cli/typescript.test':
    'starts the command with tsx in each kind of package; map.test has the rest',
  'test/faults/functions.test':
    'a new worker after each module that fails; the suite has a bad export',
  'test/faults/hostile-values.test':
    'stacks that overflow and causes 20,000 deep; values.test has the rest',
  'test/faults/out-of-memory.test': 'fills the memory of workers; in-a-task.test has other deaths',
  'test/faults/output.test':
    'megabytes that are read slowly; lines.test and last-words.test have few',
  'test/faults/recycling.test': 'replaces workers many times over; the suite does so a few times',
  'test/faults/starting.test':
    'workers that fail to start until the pool gives up; the suite has the rules',
  'test/faults/loading-again.test':
    'a new worker after each failure; late-modules.test has those that load',
  'test/faults/poison-item.test':
    'halves a chunk until its worker dies of one item; loss has one that dies',
  'test/faults/boundaries.test':
    'strikes before and after each message; in-a-task.test strikes in a task',
  'test/faults/leaks.test': 'two million tasks and 200 pools; every test looks for what it leaves',
  'test/dashboard/browser.test':
    'a browser, and waits for seconds to pass; seen.test has what the page is told',
  'test/faults/pollutions.test':
    'a pool for each name of an option; polluted-prototype.test has one with all of them',
  'test/faults/during-a-task.test':
    'kills a worker at each message of a task; in-a-task.test has tasks that end it',
  'test/docs/python.test':
    'runs each example of a page in Python as well; complete.test has the names of the pages',
  'test/package/first-run.test':
    'what a first user does, in a new folder; package.test installs and uses the same package',
  'test/faults/hostile-calls.test':
    'a hostile value at each place of each call; values.test has those that reach a worker',
  'test/faults/stuck.test':
    'waits until loops are given up; the suite has one for each way to end it',
  'test/faults/start-retries.test':
    'workers that fail to start again and again; the suite has the rules',
  'test/faults/starting-options.test':
    'options that keep workers from starting; the suite has those that are refused before',
  'test/faults/terminate.test':
    'ends pools in every state; lifecycle of the suite has most, terminate-from.test has from where',
  'test/shared/dying-hands.test':
    'kills whoever holds an object in each way; deaths.ts has the moments that matter',
  'test/fuzz/decoders/decoders.test':
    'random bytes for everything that reads bytes; frame.test and frame-bodies.test have theirs',
  'test/faults/nesting.test': 'trees of processes ten deep; the suite nests threads',
};

/** Where the slow files are: they start first, so that the run does not end with one of them alone. */
const SLOW = ['test/conformance/', 'test/streams/', 'test/faults/', 'test/cluster/'];

/** @param {string} file */
export function isLong(file) {
  return Object.keys(LONG).some((part) => file.includes(part));
}

/** @param {string} file */
export function isSlow(file) {
  return SLOW.some((part) => file.includes(part));
}
