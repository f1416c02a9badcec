import { tableCardSchema } from '@agent-chat/protocol/cards';
import { type CardDefinition, defineCard } from './define-card.js';

/** The cards that need nothing from the page. */
export const BUILT_IN_CARDS: readonly CardDefinition[] = [
  defineCard({ type: 'table', version: 1, schema: tableCardSchema, element: 'agent-table-card' }),
];
