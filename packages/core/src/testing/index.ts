export type { EventStoreConformanceOptions, OpenedEventStore } from './event-store-conformance.js';
export { eventStoreConformance } from './event-store-conformance.js';
export type { LedgerConformanceOptions, OpenedLedger } from './ledger-conformance.js';
export { ledgerConformance } from './ledger-conformance.js';
export type { ManualClock } from './manual-clock.js';
export { createManualClock } from './manual-clock.js';
export type { OpenedRecordStore, RecordStoreConformanceOptions } from './record-store-conformance.js';
export { recordStoreConformance } from './record-store-conformance.js';
