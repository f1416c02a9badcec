import { EXPLANATION_CARD_DATA } from '../../shapes/shapes.generated.js';
import {
  type BuiltCard,
  buildCard,
  type CardKind,
  type CardOptions,
  type Given,
  type WithDefaults,
} from './build-card.js';
import { linesText, listText, oneLine } from './fallback-text.js';
import type { ExplanationCardData } from '../explanation.js';

const KIND: CardKind<'explanation', ExplanationCardData> = {
  type: 'explanation',
  version: 1,
  shape: EXPLANATION_CARD_DATA,
  defaults: { evidence: [] },
  actionsOf: ({ fix }) =>
    fix === undefined ? [] : [{ actionId: 'apply-fix', label: 'Apply the fix', style: 'primary' }],
  textOf: ({ summary, rootCause, fix, evidence }) => [
    oneLine(summary),
    ...(rootCause === undefined ? [] : linesText('Root cause', rootCause)),
    ...(fix === undefined ? [] : [`Fix: ${oneLine(fix.summary)}`]),
    ...listText(
      'Evidence',
      evidence.map(({ label, seq, url }) => {
        return [
          label,
          ...(seq === undefined ? [] : [`(event ${seq})`]),
          ...(url === undefined ? [] : [url]),
        ].join(' ');
      }),
    ),
  ],
};

/**
 * An `explanation` card. Its action, unless others are given: `apply-fix` if there is a fix.
 * @throws AgentChatError `InvalidRequest` with the path of the fault
 */
export function explanationCard(
  data: Given<WithDefaults<ExplanationCardData, 'evidence'>>,
  options?: CardOptions,
): BuiltCard<'explanation', ExplanationCardData> {
  return buildCard(KIND, data, options);
}
