/** Whether something stands between files and what V8 gets of them. */

/**
 * Loaders that were given on the command line work in the workers too, test runners' own module
 * systems do not.
 */
export function isLoaderInherited(): boolean {
  return !isTestRunner() && hasLoaderOption();
}

/** As far as it is known before any of them has done something. */
export function mayHaveLoader(): boolean {
  return isTestRunner() || hasLoaderOption();
}

function isTestRunner(): boolean {
  return 'VITEST_WORKER_ID' in process.env || 'JEST_WORKER_ID' in process.env;
}

export function hasLoaderOption(): boolean {
  const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  return /(^|\s)(--import|--require|-r|--loader|--experimental-loader)\b/.test(options);
}
