export { tableCardSchema } from './card-schemas.js';
export { TableCardData, tableCard } from './table.js';
export type { StandardSchema } from '../shapes/standard-schema.js';
