/** Formats numbers for people, the same in every locale and time zone. */

/** `1234567` as `1,234,567`. */
export function formatCount(count: number): string {
  return Math.floor(count)
    .toFixed(0)
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Items a second; for slow work items a minute or an hour, which would otherwise always be `0/s`. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 10) return `${formatCount(perSecond)}/s`;
  if (perSecond >= 1) return `${perSecond.toFixed(1)}/s`;
  if (perSecond * 60 >= 1) return `${(perSecond * 60).toFixed(1)}/min`;
  return `${(perSecond * 3600).toFixed(1)}/h`;
}

/** The two largest units: `8s`, `3m20s`, `2h05m`, `4d06h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return `${seconds}s`;
  if (hours === 0) return `${minutes}m${twoDigits(seconds % 60)}s`;
  if (hours < 24) return `${hours}h${twoDigits(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d${twoDigits(hours % 24)}h`;
}

/** A time that may be short: `0.42 ms`, `12 ms`, `3.4 s`, `2m05s`. */
export function formatTime(ms: number): string {
  if (ms < 1) return `${Number(ms.toPrecision(2))} ms`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms);
}

/** `0.4 MB`, `48 MB`, `1.2 GB` */
export function formatMemory(bytes: number): string {
  const mb = bytes / 1_000_000;
  if (Math.round(mb) >= 1000) return `${(mb / 1000).toFixed(1)} GB`;
  return `${mb < 10 ? mb.toFixed(1) : Math.round(mb)} MB`;
}

/** How long the items left take at this speed; undefined where that cannot be known. */
export function remainingMs(left: number, perSecond: number | undefined): number | undefined {
  if (perSecond === undefined || perSecond <= 0 || left < 0) return undefined;
  const ms = (left / perSecond) * 1000;
  return Number.isFinite(ms) ? ms : undefined;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
