export type { AttachmentsConformanceOptions, OpenedAttachmentStores } from './attachments-conformance.js';
export { attachmentsConformance } from './attachments-conformance.js';
export type { BlobStoreConformanceOptions, OpenedBlobStore } from './blob-store-conformance.js';
export { blobStoreConformance } from './blob-store-conformance.js';
export type { BusConformanceOptions, OpenedBus } from './bus-conformance.js';
export { busConformance } from './bus-conformance.js';
export type { DraftStoreConformanceOptions, OpenedDraftStore } from './draft-store-conformance.js';
export { draftStoreConformance } from './draft-store-conformance.js';
export type { EventStoreConformanceOptions, OpenedEventStore } from './event-store-conformance.js';
export { eventStoreConformance } from './event-store-conformance.js';
export type { FileStoreConformanceOptions, OpenedFileStore } from './file-store-conformance.js';
export { fileStoreConformance } from './file-store-conformance.js';
export type { FailingStore, Failure } from './failing-store.js';
export { FAILURES, failingStore } from './failing-store.js';
export type { LedgerConformanceOptions, OpenedLedger } from './ledger-conformance.js';
export { ledgerConformance } from './ledger-conformance.js';
export type { ManualClock } from './manual-clock.js';
export { createManualClock } from './manual-clock.js';
export type {
  OpenedPresenceStore,
  PresenceStoreConformanceOptions,
} from './presence-store-conformance.js';
export { presenceStoreConformance } from './presence-store-conformance.js';
export type { OpenedRateLimits, RateLimitsConformanceOptions } from './rate-limits-conformance.js';
export { rateLimitsConformance } from './rate-limits-conformance.js';
export type { OpenedRecordStore, RecordStoreConformanceOptions } from './record-store-conformance.js';
export { recordStoreConformance } from './record-store-conformance.js';
