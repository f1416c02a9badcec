// What somebody who follows docs/extending.md writes: an event, a method and a card about the weather.

/** Step 5 of an event type. */
export const DECISION = `import type { ControlState, MethodParams } from '@agent-chat/protocol';
import { type Actor, type Decision, logs, requireActor, requireNotEnded, systemEnvelope } from './decision.js';

export function decideNoteWeather(
  control: ControlState,
  by: Actor,
  { clientRequestId, city, celsius }: MethodParams<'noteWeather'>,
): Decision<{ seq: number }> {
  requireActor(control, by);
  requireNotEnded(control);
  return logs(control, {
    ...systemEnvelope(by.participantId),
    type: 'weather_noted',
    clientRequestId,
    payload: { city, celsius },
  });
}
`;

/** Step 1 of a card type. */
export const SCHEMA = `import * as z from 'zod/mini';

/** The data of the card \`weather\`, version 1. */
export const WeatherCardData = z.object({ city: z.string(), celsius: z.number() });
export type WeatherCardData = z.infer<typeof WeatherCardData>;
`;

/** Step 3 of a card type. */
export const BUILDER = `import { WEATHER_CARD_DATA } from '../../shapes/shapes.generated.js';
import type { WeatherCardData } from '../weather.js';
import { type BuiltCard, buildCard, type CardKind, type CardOptions, type Given } from './build-card.js';

const KIND: CardKind<'weather', WeatherCardData> = {
  type: 'weather',
  version: 1,
  shape: WEATHER_CARD_DATA,
  actionsOf: () => [],
  textOf: ({ city, celsius }) => [\`\${city}: \${celsius} °C\`],
};

export function weatherCard(
  data: Given<WeatherCardData>,
  options?: CardOptions,
): BuiltCard<'weather', WeatherCardData> {
  return buildCard(KIND, data, options);
}
`;

/** Step 4 of a card type: its element. */
export const ELEMENT = `import type { WeatherCardData } from '@agent-chat/protocol/cards';
import type { Card } from '@agent-chat/protocol';
import { html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { CardElement } from '../card/define-card.js';

/**
 * The built-in card \`weather\`, version 1.
 *
 * @element agent-weather-card
 */
export class AgentWeatherCard extends LitElement implements CardElement<WeatherCardData | null> {
  static override properties: PropertyDeclarations = { data: { attribute: false }, card: { attribute: false } };
  declare data: WeatherCardData | null;
  declare card: Card;

  protected override render(): unknown {
    return this.data === null ? nothing : html\`<p>\${this.data.city}: \${this.data.celsius} °C</p>\`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-weather-card': AgentWeatherCard;
  }
}
`;

/** Where that element is defined. */
export const DEFINE = `import { defineElement } from '../define-element.js';
import { AgentWeatherCard } from './weather-card.js';

defineElement('agent-weather-card', AgentWeatherCard);
`;

/** Its story. */
export const STORY = `import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const meta: Meta = { title: 'Cards/agent-weather-card', component: 'agent-weather-card' };
export default meta;

export const Light: StoryObj = {
  render: () =>
    storyFrame(html\`<agent-weather-card .data=\${{ city: 'Vienna', celsius: 21 }}></agent-weather-card>\`),
};
`;

/** Step 5 of a method: it is a command of the client's. */
export const CALL = `import type { ChatClient } from './chat-client.js';

export const noteWeather = (client: ChatClient): Promise<{ seq: number }> =>
  client.send('noteWeather', { city: 'Vienna', celsius: 21 });
`;
