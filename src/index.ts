export {
  CrashLoopError,
  InitializerError,
  InvariantError,
  NotSendableError,
  OptionError,
  PoolError,
  PoolStateError,
  PoolTerminatedError,
  ProtocolError,
  TaskTimeoutError,
  TimeoutError,
  WorkerLostError,
} from './base/errors.ts';
