import { CHART_CARD_DATA } from '../../shapes/shapes.generated.js';
import type { ChartCardData } from '../chart.js';
import {
  type BuiltCard,
  buildCard,
  type CardFault,
  type CardKind,
  type CardOptions,
  type Given,
  type WithDefaults,
} from './build-card.js';
import { indented, moneyText, moreText, oneLine, rowText, shareText } from './fallback-text.js';

/** Rows that the text of a card spells out. */
const ROWS_IN_TEXT = 24;

type Format = NonNullable<NonNullable<ChartCardData['y']>['format']>;

const KIND: CardKind<'chart', ChartCardData> = {
  type: 'chart',
  version: 1,
  shape: CHART_CARD_DATA,
  itemDefaults: { x: { kind: 'category' } },
  faultIn: chartFault,
  actionsOf: () => [],
  textOf: ({ kind, title, description, x, y = {}, series }) => [
    title === undefined ? `Chart (${kind})` : oneLine(title),
    ...(description === undefined ? [] : indented([description])),
    rowText([x.label ?? '', ...series.map(({ name }) => name)]),
    ...x.values
      .slice(0, ROWS_IN_TEXT)
      .map((value, at) =>
        rowText([String(value), ...series.map(({ values }) => amountText(values[at] ?? null, y.format))]),
      ),
    ...moreText(x.values.length - ROWS_IN_TEXT),
  ],
};

function amountText(amount: number | null, format: Format = 'number'): string {
  if (amount === null) return 'unknown';
  switch (format) {
    case 'number':
      return String(amount);
    case 'share':
      return shareText(amount);
    case 'micro_usd':
      return moneyText(amount);
  }
}

function chartFault({ kind, x, y, series }: ChartCardData): CardFault | null {
  const wanted = x.kind === 'number' ? 'number' : 'string';
  // Of categories both may be there: years, for example.
  const other = x.kind === 'category' ? -1 : x.values.findIndex((value) => typeof value !== wanted);
  if (other !== -1) return { path: ['x', 'values', other], what: `must be a ${wanted} on this axis` };
  for (const [at, { name, values }] of series.entries()) {
    const path = ['series', at] as const;
    if (values.length !== x.values.length) {
      return {
        path: [...path, 'values'],
        what: `must be ${x.values.length} values, one for each of "x.values"`,
      };
    }
    if (series.findIndex((one) => one.name === name) !== at) {
      return { path: [...path, 'name'], what: 'is the name of another series too' };
    }
  }
  if (y?.min !== undefined && y.max !== undefined && y.min >= y.max) {
    return { path: ['y', 'max'], what: 'must be above "y.min"' };
  }
  if (kind !== 'pie') return null;
  if (series.length > 1) return { path: ['series'], what: 'must be one series in a pie' };
  const below = series[0]?.values.findIndex((value) => value !== null && value < 0) ?? -1;
  return below === -1 ? null : { path: ['series', 0, 'values', below], what: 'must be at least 0 in a pie' };
}

/**
 * A `chart` card; `x.kind` is `category` by default. It offers no actions of its own. Its text has the
 * first 24 rows of numbers.
 * @throws AgentChatError `InvalidRequest` with the path of the fault, such as `series.1.values`
 */
export function chartCard(
  data: Given<Omit<ChartCardData, 'x'> & { x: WithDefaults<ChartCardData['x'], 'kind'> }>,
  options?: CardOptions,
): BuiltCard<'chart', ChartCardData> {
  return buildCard(KIND, data, options);
}
