/** Calendar words for points in time. All take `now` and the locale; none reads the clock. */

// Making one costs half a millisecond, which a list that scrolls would pay for every message. They
// are functions of their options, and a page has a locale or two.
const timeFormats = new Map<string | undefined, Intl.DateTimeFormat>();
const momentFormats = new Map<string | undefined, Intl.DateTimeFormat>();

export function formatTime(date: Date, locale: string | undefined): string {
  const options = { hour: 'numeric', minute: '2-digit' } as const;
  return format(formatOf(timeFormats, locale, options), date);
}

export function formatMoment(date: Date, locale: string | undefined): string {
  return format(formatOf(momentFormats, locale, { dateStyle: 'full', timeStyle: 'short' }), date);
}

/** Nothing for what is no time: that would stop the rendering. */
function format(how: Intl.DateTimeFormat, date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : how.format(date);
}

function formatOf(
  formats: Map<string | undefined, Intl.DateTimeFormat>,
  locale: string | undefined,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const format = formats.get(locale) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(locale, format);
  return format;
}

/** "Today", "Yesterday", or the date; the year only when it is another one. */
export function formatDay(date: Date, now: Date, locale: string | undefined): string {
  const daysAgo = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (daysAgo === 0 || daysAgo === 1) {
    const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-daysAgo, 'day');
    return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
  }
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  }).format(date);
}

/** "4 s", "1.2 s" below ten seconds where that says more, "2 min 5 s" from a minute on. */
export function formatDuration(durationMs: number, locale: string | undefined): string {
  const seconds = durationMs / 1_000;
  const unit = (value: number, name: 'second' | 'minute', digits = 0): string =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'narrow',
      maximumFractionDigits: digits,
    }).format(value);
  if (seconds < 10) return unit(seconds, 'second', 1);
  const whole = Math.round(seconds);
  if (whole < 60) return unit(whole, 'second');
  const rest = whole % 60;
  const minutes = unit(Math.floor(whole / 60), 'minute');
  return rest === 0 ? minutes : `${minutes} ${unit(rest, 'second')}`;
}

/** The beginning of a local day, in milliseconds since 1970. */
export function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
