export type { PostgresBus, PostgresBusOptions } from './postgres-bus.js';
export { createPostgresBus } from './postgres-bus.js';
export type { PositionedEvent } from './postgres-event-store.js';
export type { PositionedEventStore, PostgresStore, PostgresStoreOptions } from './postgres-store.js';
export { createPostgresStore } from './postgres-store.js';
