import { RUN_SUMMARY_CARD_DATA } from '../../shapes/shapes.generated.js';
import {
  type BuiltCard,
  buildCard,
  type CardKind,
  type CardOptions,
  type Given,
  type WithDefaults,
} from './build-card.js';
import { listText, moneyText, oneLine } from './fallback-text.js';
import type { RunSummaryCardData } from '../run-summary.js';

const TITLES = { run: 'Run summary', day: 'Daily brief', week: 'Weekly brief' } as const;

const KIND: CardKind<'run_summary', RunSummaryCardData> = {
  type: 'run_summary',
  version: 1,
  shape: RUN_SUMMARY_CARD_DATA,
  defaults: { metrics: [] },
  actionsOf: () => [
    { actionId: 'open-outbox', label: 'Open outbox' },
    { actionId: 'run-again', label: 'Run again' },
  ],
  textOf: (data) => {
    const { title, status, period, metrics, costMicroUsd, budgetMicroUsd } = data;
    const cost = costMicroUsd === undefined ? [] : [moneyText(costMicroUsd)];
    const budget = budgetMicroUsd === undefined ? [] : [`of ${moneyText(budgetMicroUsd)}`];
    return [
      `${TITLES[period?.kind ?? 'run']}${title === undefined ? '' : `: ${oneLine(title)}`} (${status})`,
      ...(period === undefined
        ? []
        : [oneLine(`From ${period.from}${period.to === undefined ? '' : ` to ${period.to}`}`)]),
      ...metrics.map(({ label, value, before }) => {
        return oneLine(`${label}: ${value}${before === undefined ? '' : ` (before: ${before})`}`);
      }),
      ...(cost.length + budget.length === 0 ? [] : [`Cost: ${[...cost, ...budget].join(' ')}`]),
      ...listText('Highlights', data.highlights ?? []),
      ...listText('Problems', data.problems ?? []),
      ...listText('Next', data.nextSteps ?? []),
      ...listText(
        'Evidence',
        (data.evidence ?? []).map(({ label, url }) => `${label} ${url}`),
      ),
    ];
  },
};

/**
 * A `run_summary` card. Its actions, unless others are given: `open-outbox`, `run-again`.
 * @throws AgentChatError `InvalidRequest` with the path of the fault
 */
export function runSummaryCard(
  data: Given<WithDefaults<RunSummaryCardData, 'metrics'>>,
  options?: CardOptions,
): BuiltCard<'run_summary', RunSummaryCardData> {
  return buildCard(KIND, data, options);
}
