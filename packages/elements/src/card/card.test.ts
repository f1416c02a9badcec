import type { Card } from '@agent-chat/protocol';
import { tableCard } from '@agent-chat/protocol/cards';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { nextFrame } from '../test-support/next-frame.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentCard } from './card.js';
import { type CardDefinition, type CardElement, type CardSchema, defineCard } from './define-card.js';
import '../define.js';

const TABLE = tableCard({
  caption: 'Transports',
  columns: [
    { key: 'name', label: 'Name' },
    { key: 'count', label: 'Count', align: 'end' },
  ],
  rows: [
    { name: 'SSE', count: 54_545 },
    { name: '<b>x</b>', count: null },
  ],
});

async function shown(card: Card, cards: readonly CardDefinition[] = []): Promise<AgentCard> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .cards=${cards} locale="en"><agent-card .card=${card}></agent-card></agent-chat-provider>`,
  );
  const element = provider.querySelector('agent-card')!;
  await element.updateComplete;
  return element;
}

const fallback = (element: AgentCard): string =>
  element.renderRoot.querySelector('.fallback')?.textContent.replace(/\s+/g, ' ').trim() ?? '';

/** A schema without a library: the interface is the contract. */
const weatherSchema: CardSchema<{ degrees: number }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof (value as { degrees?: unknown }).degrees === 'number'
        ? { value: value as { degrees: number } }
        : { issues: [{ message: 'degrees is not a number' }] },
  },
};

class WeatherCard extends HTMLElement implements CardElement<{ degrees: number } | null> {
  data: { degrees: number } | null = null;
  declare card: Card;

  connectedCallback(): void {
    this.textContent = `${this.data?.degrees} degrees`;
  }
}
customElements.define('test-weather-card', WeatherCard);

describe('agent-card', () => {
  it('shows a table, with its numbers in the reader’s way and its text as text', async () => {
    const element = await shown(TABLE);
    const table = element.renderRoot.querySelector('agent-table-card')!;
    await table.updateComplete;
    const cells = [...table.renderRoot.querySelectorAll('td')].map((cell) => cell.textContent);
    expect(cells).to.deep.equal(['SSE', '54,545', '<b>x</b>', '']);
    expect(table.renderRoot.querySelector('caption')?.textContent).to.equal('Transports');
    await expect(element).to.be.accessible();
  });

  it('shows the fallback of a card whose schema gives up on its data', async () => {
    const throwing: CardSchema<unknown> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () => {
          throw new RangeError('too many faults');
        },
      },
    };
    const cards = [
      defineCard({ type: 'weather', version: 1, schema: throwing, element: 'test-weather-card' }),
    ];
    const element = await shown({ type: 'weather', version: 1, data: {}, fallbackText: 'Sunny' }, cards);
    expect(fallback(element)).to.contain('Sunny');
  });

  it('shows the text that came with a card of a type or version without an element, as if it were meant so', async () => {
    for (const card of [
      { type: 'hologram', version: 1, data: {}, fallbackText: 'A house' },
      { ...TABLE, version: 9, fallbackText: 'A house' },
    ]) {
      const element = await shown(card);
      expect(fallback(element)).to.equal('A house');
      await expect(element).to.be.accessible();
    }
  });

  it('says so where such a card came without a text, and shows the fields of its data', async () => {
    const element = await shown({ type: 'hologram', version: 1, data: { colour: 'red' } });
    expect(fallback(element))
      .to.contain('This version cannot show the card “hologram”')
      .and.contain('Colour red');
    await expect(element).to.be.accessible();
  });

  it('shows the data of a damaged card as text', async () => {
    const element = await shown({ type: 'table', version: 1, data: { columns: 'none', rows: 4_000 } });
    expect(fallback(element))
      .to.contain('The card “table” is damaged')
      .and.contain('Columns none Rows 4,000');
  });

  it('shows a card of the page’s own, with checked data', async () => {
    const weather = defineCard({
      type: 'weather',
      version: 1,
      schema: weatherSchema,
      element: 'test-weather-card',
    });
    const card = { type: 'weather', version: 1, data: { degrees: 21 } };
    const element = await shown(card, [weather]);
    expect(element.renderRoot.querySelector('test-weather-card')?.textContent).to.equal('21 degrees');
    const damaged = await shown({ ...card, data: { degrees: 'warm' } }, [weather]);
    expect(fallback(damaged)).to.contain('The card “weather” is damaged');
  });

  it('falls back while nobody has defined the element of a card', async () => {
    const card = defineCard({
      type: 'weather',
      version: 1,
      schema: weatherSchema,
      element: 'test-undefined-card',
    });
    const element = await shown({ type: 'weather', version: 1, data: { degrees: 1 }, fallbackText: 'Cold' }, [
      card,
    ]);
    expect(fallback(element)).to.contain('Cold');
  });

  it('goes over to the element of a card that is defined later', async () => {
    const cards = [
      defineCard({ type: 'weather', version: 1, schema: weatherSchema, element: 'test-late-card' }),
    ];
    const element = await shown(
      { type: 'weather', version: 1, data: { degrees: 1 }, fallbackText: 'Cold' },
      cards,
    );
    expect(fallback(element)).to.contain('Cold');
    customElements.define('test-late-card', class extends WeatherCard {});
    await waitUntil(() => element.renderRoot.querySelector('test-late-card') !== null);
    expect(element.renderRoot.querySelector('test-late-card')?.textContent).to.equal('1 degrees');
    expect(fallback(element)).to.equal('');
  });

  it('gives its element the data once, and again with another card', async () => {
    const copying: CardSchema<unknown> = {
      '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: structuredClone(value) }) },
    };
    const weather = defineCard({
      type: 'weather',
      version: 1,
      schema: copying,
      element: 'test-weather-card',
    });
    const card = { type: 'weather', version: 1, data: { degrees: 21 } };
    const element = await shown(card, [weather]);
    const shownCard = element.renderRoot.querySelector('test-weather-card') as WeatherCard;
    const { data } = shownCard;
    element.requestUpdate();
    // The list of the page may be another one: what is in it is what counts.
    element.closest('agent-chat-provider')!.cards = [weather];
    await nextFrame();
    await element.updateComplete;
    expect(shownCard.data).to.equal(data);
    element.card = { ...card, data: { degrees: 22 } };
    await element.updateComplete;
    expect(shownCard.data).to.deep.equal({ degrees: 22 });
    expect(shownCard.isConnected).to.equal(true);
  });

  it('keeps the element while its card changes', async () => {
    const element = await shown(TABLE);
    const table = element.renderRoot.querySelector('agent-table-card');
    element.card = tableCard({ columns: [{ key: 'a', label: 'A' }], rows: [] });
    await element.updateComplete;
    expect(element.renderRoot.querySelector('agent-table-card')).to.equal(table);
  });
});
