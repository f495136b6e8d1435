// What is on the site, in the order in which it is listed. A page of `docs/` that is not here fails the build.

/** @type {readonly { title: string, pages: readonly { name: string, title: string, about: string }[] }[]} */
export const GROUPS = [
  {
    title: 'Begin',
    pages: [
      {
        name: 'getting-started',
        title: 'Getting started',
        about: 'install, the first program in TypeScript and JavaScript, the four calls you need',
      },
      {
        name: 'choosing',
        title: 'Choosing',
        about: 'plain loop, p-map, Pool, ThreadPool, chain or cluster, with break-evens',
      },
      { name: 'surprises', title: 'Surprises', about: 'what most people meet in their first week' },
      {
        name: 'troubleshooting',
        title: 'Troubleshooting',
        about: 'every error code and every warning: what it means, what to do',
      },
      {
        name: 'questions',
        title: 'Questions',
        about: 'what users of other pools ask, with short answers',
      },
      {
        name: 'coming-from-other-pools',
        title: 'Coming from other pools',
        about: 'piscina, tinypool, workerpool, p-map, GNU parallel: there and here',
      },
      {
        name: 'coming-from-python',
        title: 'Coming from Python',
        about: 'every name of multiprocessing and concurrent.futures: what to write here',
      },
    ],
  },
  {
    title: 'Guide',
    pages: [
      {
        name: 'options',
        title: 'All options',
        about: 'every option, method and error, with defaults',
      },
      {
        name: 'functions',
        title: 'Any function',
        about: 'how any function reaches a worker, values made once a worker, what is refused',
      },
      {
        name: 'crossing',
        title: 'What can cross',
        about: 'what arguments, results and errors are like on the other side',
      },
      {
        name: 'streams',
        title: 'Streams',
        about: 'imap and its kin: lazy, ordered, with back-pressure',
      },
      {
        name: 'chains',
        title: 'Chains',
        about: 'several steps that run together in the workers; ranges',
      },
      {
        name: 'sharing',
        title: 'Working together',
        about: 'locks, queues, served objects, pipes, shared memory',
      },
      {
        name: 'actors',
        title: 'Processes and actors',
        about: 'one process for one function, or for one object',
      },
      {
        name: 'progress',
        title: 'Progress',
        about: 'a progress bar, and reports from running tasks',
      },
      {
        name: 'observing',
        title: 'Observing',
        about: 'stats, events, traces, OpenTelemetry, the dashboard',
      },
      {
        name: 'servers',
        title: 'Servers',
        about: 'a pool in a web server: limits, priorities, graceful ends, containers',
      },
      { name: 'cluster', title: 'Past one machine', about: 'workers on other machines, over NATS' },
      {
        name: 'security',
        title: 'Security',
        about: 'what is promised and what is not, and how to report a hole',
      },
      {
        name: 'cli',
        title: 'The command',
        about: 'manyhands map: an exported function over records and files, from the shell',
      },
      { name: 'recipes', title: 'Recipes', about: 'whole programs, short enough to copy' },
      { name: 'testing', title: 'Testing', about: 'testing code that uses a pool' },
      {
        name: 'bundlers',
        title: 'Bundlers, runners, runtimes',
        about: 'which bundlers, test runners and runtimes work, and how',
      },
    ],
  },
  {
    title: 'Inside',
    pages: [
      {
        name: 'performance',
        title: 'Performance',
        about: 'what things cost, and how to make them cost less',
      },
      {
        name: 'never-hang',
        title: 'Never a hang',
        about: 'what becomes of a call when something goes wrong, here and in other pools',
      },
      { name: 'design', title: 'How it works', about: 'the road of a call through the source' },
      { name: 'decisions/README', title: 'Decisions', about: 'which libraries and tools, and why' },
      { name: 'changes', title: 'Changes', about: 'what is new' },
    ],
  },
];
