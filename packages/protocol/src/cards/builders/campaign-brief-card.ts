import { CAMPAIGN_BRIEF_CARD_DATA } from '../../shapes/shapes.generated.js';
import {
  type BuiltCard,
  buildCard,
  type CardKind,
  type CardOptions,
  type Given,
  type WithDefaults,
} from './build-card.js';
import { countText, listText, moneyText, oneLine, wordsText } from './fallback-text.js';
import type { CampaignBriefCardData } from '../campaign-brief.js';

const KIND: CardKind<'campaign_brief', CampaignBriefCardData> = {
  type: 'campaign_brief',
  version: 1,
  shape: CAMPAIGN_BRIEF_CARD_DATA,
  defaults: { risks: [] },
  actionsOf: ({ yaml, autopilot = 0, dailyBudgetMicroUsd }) => [
    { actionId: 'simulate', label: 'Simulate', style: 'primary' },
    { actionId: 'edit-yaml', label: 'Edit YAML', payload: { yaml } },
    { actionId: 'run', label: `Run at L${autopilot}`, payload: { level: autopilot } },
    {
      actionId: 'set-budget',
      label: 'Set budget',
      ...(dailyBudgetMicroUsd !== undefined && { payload: { limit: dailyBudgetMicroUsd, window: 'day' } }),
    },
  ],
  textOf: ({ goal, icp, limits, risks, autopilot, dailyBudgetMicroUsd }) => [
    `Campaign brief: ${oneLine(goal)}`,
    `Who: ${wordsText(icp)}`,
    `Limits: ${countText(limits.maxSteps, 'step')}, ${countText(limits.maxRepos, 'repository', 'repositories')}, ${countText(limits.maxPeople, 'person', 'people')}`,
    ...(autopilot === undefined ? [] : [`Autopilot: L${autopilot}`]),
    ...(dailyBudgetMicroUsd === undefined ? [] : [`Budget: ${moneyText(dailyBudgetMicroUsd)} a day`]),
    ...listText('Risks', risks),
  ],
};

/**
 * A `campaign_brief` card. Its actions, unless others are given: `simulate`, `edit-yaml`, `run`,
 * `set-budget`.
 * @throws AgentChatError `InvalidRequest` with the path of the fault
 */
export function campaignBriefCard(
  data: Given<WithDefaults<CampaignBriefCardData, 'risks'>>,
  options?: CardOptions,
): BuiltCard<'campaign_brief', CampaignBriefCardData> {
  return buildCard(KIND, data, options);
}
