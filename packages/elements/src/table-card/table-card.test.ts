import type { TableCardData } from '@agent-chat/protocol/cards';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import '../provider/define.js';
import './define.js';
import type { AgentTableCard } from './table-card.js';

/** In English: without a locale numbers are in the browser's own way, which may be one without commas. */
async function tableOf(data: TableCardData): Promise<AgentTableCard> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider locale="en"><agent-table-card .data=${data}></agent-table-card></agent-chat-provider>`,
  );
  const card = provider.querySelector('agent-table-card')!;
  await card.updateComplete;
  return card;
}

function numbered(rowCount: number): TableCardData {
  const rows = Array.from({ length: rowCount }, (_, index) => ({ n: index }));
  return { columns: [{ key: 'n', label: 'N' }], rows };
}

const rowCount = (card: AgentTableCard): number => card.renderRoot.querySelectorAll('tbody tr').length;
const more = (card: AgentTableCard): HTMLButtonElement | null => card.renderRoot.querySelector('.more');

describe('agent-table-card', () => {
  it('draws a long table 200 rows at a time, and begins again with another one', async () => {
    const card = await tableOf(numbered(450));
    expect(rowCount(card)).to.equal(200);
    expect(more(card)?.textContent.trim()).to.equal('Show 200 more of 250 rows');
    await expect(card).to.be.accessible();
    more(card)?.click();
    await card.updateComplete;
    expect(more(card)?.textContent.trim()).to.equal('Show 50 more of 50 rows');
    more(card)?.click();
    await card.updateComplete;
    expect(rowCount(card)).to.equal(450);
    expect(more(card)).to.equal(null);
    card.data = numbered(300);
    await card.updateComplete;
    expect(rowCount(card)).to.equal(200);
  });

  it('says of a table without rows that there are none', async () => {
    const columns = ['A', 'B', 'C'].map((label) => ({ key: label, label }));
    const card = await tableOf({ columns, rows: [] });
    const [cell, ...others] = card.renderRoot.querySelectorAll('td');
    expect([cell?.textContent, cell?.colSpan, others.length]).to.deep.equal(['No rows', 3, 0]);
    await expect(card).to.be.accessible();
  });

  it('shows a few rows whole, however high they are, and lets many scroll', async () => {
    const words = 'word '.repeat(400);
    const few = await tableOf({
      columns: [{ key: 'text', label: 'Text' }],
      rows: Array.from({ length: 8 }, () => ({ text: words })),
    });
    const box = few.renderRoot.querySelector('.scroller')!;
    expect(box.getBoundingClientRect().height).to.be.greaterThan(600);
    expect(box.scrollHeight - box.clientHeight).to.equal(0);
    const many = (await tableOf(numbered(60))).renderRoot.querySelector('.scroller')!;
    expect(many.scrollHeight - many.clientHeight).to.be.greaterThan(100);
  });

  it('shows a number with all of its digits', async () => {
    const rows = [0.0004, 0.1 + 0.2, 1_234_567.891, -2].map((n) => ({ n }));
    const card = await tableOf({ columns: [{ key: 'n', label: 'N' }], rows });
    const cells = [...card.renderRoot.querySelectorAll('td')].map((cell) => cell.textContent);
    expect(cells).to.deep.equal(['0.0004', '0.3', '1,234,567.891', '-2']);
  });

  it('shows what would turn its words around, also to who hears them', async () => {
    const [turned, shown] = ['a\u202eb', 'a\\u202eb'];
    const columns = [{ key: 'text', label: turned }];
    const card = await tableOf({ caption: turned, columns, rows: [{ text: turned }] });
    const words = [...card.renderRoot.querySelectorAll('caption, th, td')].map((each) => each.textContent);
    expect(words).to.deep.equal([shown, shown, shown]);
    expect(card.renderRoot.querySelector('.scroller')?.ariaLabel).to.equal(shown);
  });

  it('shows only what a row itself has', async () => {
    const keys = ['toString', 'constructor', '__proto__'];
    const card = await tableOf({ columns: keys.map((key) => ({ key, label: key })), rows: [{}] });
    const cells = [...card.renderRoot.querySelectorAll('td')].map((cell) => cell.textContent);
    expect(cells).to.deep.equal(['', '', '']);
  });
});
