/** Three significant digits, thousands apart: no figure here is more precise than that. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Number(value.toPrecision(value >= 1_000 ? 4 : 3)).toLocaleString('en-US', {
    maximumFractionDigits: 6,
  });
}
