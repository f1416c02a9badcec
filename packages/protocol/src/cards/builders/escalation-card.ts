import { ESCALATION_CARD_DATA } from '../../shapes/shapes.generated.js';
import { type BuiltCard, buildCard, type CardKind, type CardOptions, type Given } from './build-card.js';
import { indented, limitText, listText, meterText, oneLine } from './fallback-text.js';
import type { EscalationCardData } from '../escalation.js';

const KIND: CardKind<'escalation', EscalationCardData> = {
  type: 'escalation',
  version: 1,
  shape: ESCALATION_CARD_DATA,
  defaults: { severity: 'high' },
  actionsOf: ({ paused, budget }) => [
    ...(paused === undefined ? [] : [{ actionId: 'resume', label: 'Resume', style: 'primary' as const }]),
    ...(budget === undefined ? [] : [{ actionId: 'set-budget', label: 'Change the limit' }]),
    ...(paused === undefined ? [] : [{ actionId: 'stop', label: 'Stop', style: 'danger' as const }]),
    { actionId: 'acknowledge', label: 'Acknowledge' },
  ],
  textOf: ({ reason, severity, message, budget, used, requested, paused, decideBy, evidence = [] }) => [
    `${paused === undefined ? 'A decision is needed' : pausedText(paused.kind)} (${severity})`,
    ...(message === undefined ? [oneLine(reason)] : indented([message])),
    ...(budget === undefined ? [] : [`Limit: ${limitText(budget)}`]),
    ...(used === undefined || budget === undefined ? [] : [`Used: ${meterText(used, budget)}`]),
    ...(requested === undefined || budget === undefined
      ? []
      : [`Needed: ${meterText(requested, budget)} more`]),
    ...(decideBy === undefined ? [] : [`Decide by ${oneLine(decideBy)}`]),
    ...listText(
      'Evidence',
      evidence.map(({ label, url }) => `${label} ${url}`),
    ),
  ],
};

/** "Run paused". */
function pausedText(kind: string): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} paused`;
}

/**
 * An `escalation` card; `severity` is `high` by default. Its actions, unless others are given:
 * `resume` and `stop` if something is paused, `set-budget` if a budget is the reason, `acknowledge`.
 * @throws AgentChatError `InvalidRequest` with the path of the fault
 */
export function escalationCard(
  data: Given<Omit<EscalationCardData, 'severity'> & Partial<Pick<EscalationCardData, 'severity'>>>,
  options?: CardOptions,
): BuiltCard<'escalation', EscalationCardData> {
  return buildCard(KIND, data, options);
}
