import { TABLE_CARD_DATA } from '../../shapes/shapes.generated.js';
import { ownValue } from '../../values/fields.js';
import type { TableCardData } from '../table.js';
import { type BuiltCard, buildCard, type CardKind, type CardOptions, type Given } from './build-card.js';
import { oneLine, rowText } from './fallback-text.js';

const KIND: CardKind<'table', TableCardData> = {
  type: 'table',
  version: 1,
  shape: TABLE_CARD_DATA,
  actionsOf: () => [],
  textOf: ({ caption, columns, rows }) => [
    ...(caption === undefined ? [] : [oneLine(caption)]),
    rowText(columns.map(({ label }) => label)),
    ...rows.map((row) => rowText(columns.map(({ key }) => String(ownValue(row, key) ?? '')))),
  ],
};

/**
 * A `table` card. It offers no actions of its own.
 * @throws AgentChatError `InvalidRequest` with the path of the fault, such as `rows.3.name`
 */
export function tableCard(
  data: Given<TableCardData>,
  options?: CardOptions,
): BuiltCard<'table', TableCardData> {
  return buildCard(KIND, data, options);
}
