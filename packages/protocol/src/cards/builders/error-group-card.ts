import { ERROR_GROUP_CARD_DATA } from '../../shapes/shapes.generated.js';
import {
  type BuiltCard,
  buildCard,
  type CardKind,
  type CardOptions,
  type Given,
  type WithDefaults,
} from './build-card.js';
import { countText, moreText, oneLine } from './fallback-text.js';
import type { ErrorGroupCardData } from '../error-group.js';

const ERRORS_IN_TEXT = 5;

const KIND: CardKind<'error_group', ErrorGroupCardData> = {
  type: 'error_group',
  version: 1,
  shape: ERROR_GROUP_CARD_DATA,
  defaults: { errors: [] },
  actionsOf: ({ groupId, retryable, suggestedFix }) => [
    ...(suggestedFix === undefined
      ? []
      : [{ actionId: 'apply-fix', label: 'Apply the fix', style: 'primary' as const, payload: { groupId } }]),
    ...(retryable
      ? [
          {
            actionId: 'retry-group',
            label: 'Retry all',
            ...(suggestedFix === undefined && { style: 'primary' as const }),
            payload: { groupId },
          },
        ]
      : []),
    { actionId: 'dismiss', label: 'Dismiss', payload: { groupId } },
  ],
  textOf: ({ title, code, count, errors, suggestedFix, retried, retryable }) => [
    `${countText(count, 'error')}: ${oneLine(title)}${code === undefined ? '' : ` (${oneLine(code)})`}`,
    ...errors.slice(0, ERRORS_IN_TEXT).map(({ message, node, leadId }) => {
      return `- ${[node, leadId]
        .filter((one) => one !== undefined)
        .map((one) => `${oneLine(one)}: `)
        .join('')}${oneLine(message)}`;
    }),
    ...moreText(count - Math.min(errors.length, ERRORS_IN_TEXT)),
    ...(suggestedFix === undefined ? [] : [`Suggested fix: ${oneLine(suggestedFix.summary)}`]),
    ...(retried === undefined ? [] : [`Retried: ${retried.succeeded} succeeded, ${retried.failed} failed`]),
    ...(retryable ? [] : ['Trying again does not help.']),
  ],
};

/**
 * An `error_group` card. Its actions, unless others are given: `apply-fix` if there is a suggested
 * fix, `retry-group` if it is retryable, `dismiss`.
 * @throws AgentChatError `InvalidRequest` with the path of the fault
 */
export function errorGroupCard(
  data: Given<WithDefaults<ErrorGroupCardData, 'errors'>>,
  options?: CardOptions,
): BuiltCard<'error_group', ErrorGroupCardData> {
  return buildCard(KIND, data, options);
}
