const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const STEP = 1_024;

/** "10 MB", "1.4 kB": as people see sizes of files elsewhere. */
export function formatBytes(bytes: number, locale: string | undefined): string {
  const place = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(STEP))));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[place] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / STEP ** place);
}
