export { TableCardData, tableCard } from './table.js';
