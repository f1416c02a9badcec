export type { PostgresBus, PostgresBusOptions } from './postgres-bus.js';
export { createPostgresBus } from './postgres-bus.js';
export type { PostgresStore, PostgresStoreOptions } from './postgres-store.js';
export { createPostgresStore } from './postgres-store.js';
