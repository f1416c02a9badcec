import { SIMULATION_CARD_DATA } from '../../shapes/shapes.generated.js';
import {
  type BuiltCard,
  buildCard,
  type CardKind,
  type CardOptions,
  type Given,
  type WithDefaults,
} from './build-card.js';
import { listText, moneyText, shareText } from './fallback-text.js';
import type { ForecastBand, SimulationCardData } from '../simulation.js';

const KIND: CardKind<'simulation', SimulationCardData> = {
  type: 'simulation',
  version: 1,
  shape: SIMULATION_CARD_DATA,
  defaults: { assumptions: [], warnings: [] },
  actionsOf: ({ autopilot = 0 }) => [
    { actionId: 'run', label: `Run at L${autopilot}`, style: 'primary', payload: { level: autopilot } },
    { actionId: 'open-outbox', label: 'Open outbox' },
    { actionId: 'explain-forecast', label: 'Explain the forecast' },
  ],
  textOf: ({ forecast, assumptions, warnings, risks = [] }) => [
    'Simulation',
    `Reply rate: ${bandText(forecast.replyRate, shareText)}`,
    `Deliverability: ${bandText(forecast.deliverability, shareText)}`,
    `Cost a day: ${bandText(forecast.dailyCostMicroUsd, moneyText)}`,
    ...listText('Assumptions', assumptions),
    ...listText('Warnings', warnings),
    ...listText(
      'Risks',
      risks.map(({ risk, mitigation }) => (mitigation === undefined ? risk : `${risk} (${mitigation})`)),
    ),
  ],
};

function bandText(band: number | ForecastBand, text: (value: number) => string): string {
  if (typeof band === 'number') return text(band);
  return `${text(band.mean)} (${text(band.low)} to ${text(band.high)})`;
}

/**
 * A `simulation` card. Its actions, unless others are given: `run`, `open-outbox`,
 * `explain-forecast`.
 * @throws AgentChatError `InvalidRequest` with the path of the fault
 */
export function simulationCard(
  data: Given<WithDefaults<SimulationCardData, 'assumptions' | 'warnings'>>,
  options?: CardOptions,
): BuiltCard<'simulation', SimulationCardData> {
  return buildCard(KIND, data, options);
}
