import { TABLE_CARD_DATA } from '../shapes/shapes.generated.js';
import { type StandardSchema, standardSchema } from '../shapes/standard-schema.js';
import type { TableCardData } from './table.js';

// The schemas of the built-in cards for where they are shown, without the schema library.

export const tableCardSchema: StandardSchema<TableCardData> = /* @__PURE__ */ standardSchema(TABLE_CARD_DATA);
