const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** "812 byte", "148 kB", "2.5 MB": in powers of 1,000, as everybody's file manager counts. */
export function formatBytes(bytes: number, locale: string | undefined): string {
  const power = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(bytes / 1_000 ** power);
}

/** What kind of file it is, in a word: its ending, else what its sender claims. */
export function fileKind(name: string, contentType: string): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1];
  return ending === undefined ? contentType : ending.toUpperCase();
}

/** Images that every browser draws and that cannot hold scripts. */
const PICTURES: ReadonlySet<string> = new Set([
  'image/avif',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
]);

export function isPicture(contentType: string): boolean {
  return PICTURES.has(contentType.split(';')[0]?.trim().toLowerCase() ?? '');
}

/** The address, if it is one of this page's own origin. */
export function ownUrl(url: string, pageUrl: string): string | null {
  const parsed = URL.parse(url, pageUrl);
  return parsed !== null && parsed.origin === new URL(pageUrl).origin ? parsed.href : null;
}
