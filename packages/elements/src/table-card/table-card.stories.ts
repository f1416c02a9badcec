import type { TableCardData } from '@agent-chat/protocol/cards';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const ORDERS: TableCardData = {
  caption: 'Orders of this week',
  columns: [
    { key: 'order', label: 'Order' },
    { key: 'customer', label: 'Customer' },
    { key: 'paid', label: 'Paid' },
    { key: 'price', label: 'Price in €', align: 'end' },
  ],
  rows: [
    { order: '4711', customer: 'Ada Lovelace', paid: true, price: 1_249 },
    { order: '4712', customer: 'محمد علي', paid: false, price: 86.5 },
    {
      order: '4713',
      customer: 'A customer who wants it in green, with lights and a rack',
      paid: true,
      price: 980,
    },
    { order: '4714', customer: null, paid: false, price: null },
  ],
};
const MANY: TableCardData = {
  ...ORDERS,
  rows: Array.from({ length: 420 }, (_, at) => ({
    order: `${at}`,
    customer: 'Ada Lovelace',
    paid: true,
    price: at ** 2,
  })),
};

interface Knobs {
  readonly data: TableCardData;
}

const table =
  (data: TableCardData, options: FrameOptions = {}) =>
  (knobs: Partial<Knobs> = {}) =>
    storyFrame(html`<agent-table-card .data=${knobs.data ?? data}></agent-table-card>`, options);

const meta: Meta = { title: 'Cards/agent-table-card', component: 'agent-table-card' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<Knobs> = { render: table(ORDERS), args: { data: ORDERS } };
export const Dark: Story = { render: table(ORDERS, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: table(ORDERS, { locale: 'ar' }) };
export const Narrow: Story = { render: table(ORDERS, { width: '18rem' }) };
/** The first rows, which scroll; a button at their end brings more. */
export const Long: Story = { render: table(MANY) };
export const Empty: Story = { render: table({ ...ORDERS, rows: [] }) };
