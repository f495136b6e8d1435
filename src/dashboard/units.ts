/** Quantities in words. The page has the same, so nothing here may need Node. */

/** "0.42 ms", "12 ms", "3.4 s", "2m05s" */
export function ms(value: number): string {
  if (value < 1) return `${Number(value.toPrecision(2))} ms`;
  if (value < 1000) return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  if (value < 60_000) return `${(value / 1000).toFixed(1)} s`;
  const minutes = Math.floor(value / 60_000);
  const seconds = Math.floor((value % 60_000) / 1000);
  return minutes < 60
    ? `${minutes}m${String(seconds).padStart(2, '0')}s`
    : `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}

/** Of so many MB: "0.4 MB", "48 MB", "1.2 GB" */
export function MB(value: number): string {
  if (value >= 1000) return `${(value / 1024).toFixed(1)} GB`;
  return value < 10 ? `${value.toFixed(1)} MB` : `${Math.round(value)} MB`;
}
