/** Saves a checkpoint at intervals, one after the other. */
export interface RegularSaves {
  /** Settles when no save is under way. */
  stop(): Promise<void>;
}

export function saveRegularly(
  save: () => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
): RegularSaves {
  let saving: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    saving = save().catch(onError);
  }, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await saving;
    },
  };
}
