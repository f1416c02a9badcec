export type { AttachmentLimits, AttachmentRecord } from './attachments/attachment-record.js';
export type {
  AttachmentBytes,
  Attachments,
  AttachmentsOptions,
  PutAttachment,
  ReceiveAttachment,
  ReceivedFile,
} from './attachments/attachments.js';
export { createAttachments } from './attachments/create-attachments.js';
export { attachmentImporter, exportedAttachments } from './attachments/attachment-transfer.js';
export { joinChunks } from './attachments/chunks.js';
export { hashedCopy, soundContent } from './attachments/content-hash.js';
export type {
  GuardedCall,
  GuardedSettingChange,
  GuardedTool,
  GuardReasonCode,
  GuardVerdict,
} from './guard/autopilot.js';
export {
  guardSettingChange,
  guardToolCall,
  TUNABLE_SETTINGS,
} from './guard/autopilot.js';
export type {
  GuardDiffLine,
  GuardFieldChange,
  GuardPolicyDiff,
  GuardPolicyText,
  GuardRuleChange,
} from './guard/diff-policy.js';
export { diffGuardPolicies } from './guard/diff-policy.js';
export type { GuardPolicyEdit } from './guard/edit-policy.js';
export { editGuardPolicy } from './guard/edit-policy.js';
export type {
  GuardEvaluation,
  GuardProposal,
  GuardResult,
  GuardStatus,
  PolicyRow,
} from './guard/evaluate-policy.js';
export { evaluateGuardPolicy, GUARD_STATUSES, policyRowsAt } from './guard/evaluate-policy.js';
export { guardPolicyHash, parseGuardPolicy } from './guard/parse-policy.js';
export type { ParseSettingsOptions } from './guard/parse-setting.js';
export { parseSettings } from './guard/parse-setting.js';
export type {
  GuardCondition,
  GuardEffect,
  GuardFault,
  GuardPolicy,
  GuardRule,
  GuardScalar,
  GuardScope,
  ParsedGuardPolicy,
} from './guard/policy-format.js';
export { GUARD_EFFECTS, GUARD_LIMITS } from './guard/policy-format.js';
export type { GuardDirection, GuardImplication } from './guard/policy-implications.js';
export type { Setting, SettingSpan, SettingValue, SettingWindow } from './guard/setting.js';
export { SETTING_WINDOWS, settingsEqual } from './guard/setting.js';
export { ENGLISH_SETTINGS } from './guard/setting-english.js';
export type {
  PhraseParts,
  SettingContext,
  SettingLanguage,
  SettingPhrase,
} from './guard/setting-language.js';
export {
  accountName,
  amountsByMeter,
  checkAccount,
  checkRecord,
  checkReserve,
  checkSettle,
  unknownReservation,
  usedOtherwise,
  wrongMeters,
} from './ledger/checked-requests.js';
export type { Threshold } from './ledger/threshold.js';
export { thresholdState } from './ledger/threshold.js';
export type { LedgerWindow } from './ledger/window.js';
export { slidingMs, windowName, windowStartMs } from './ledger/window.js';
export { createMemoryBlobStore } from './memory/memory-blob-store.js';
export type { SettingProposal } from './decide/propose-setting.js';
export type { ToolStart } from './decide/start-tool.js';
export { createMemoryDraftStore } from './memory/memory-draft-store.js';
export type { MemoryEventStoreOptions } from './memory/memory-event-store.js';
export { createMemoryEventStore } from './memory/memory-event-store.js';
export { createMemoryFileStore } from './memory/memory-file-store.js';
export { createMemoryLedger } from './memory/memory-ledger.js';
export { createMemoryPresenceStore } from './memory/memory-presence-store.js';
export { createMemoryRateLimits } from './memory/memory-rate-limits.js';
export { createMemoryRecordStore } from './memory/memory-record-store.js';
export { createMemoryStore } from './memory/memory-store.js';
export { alternationPolicy } from './policy/alternation.js';
export { firstComePolicy } from './policy/first-come.js';
export { guidanceOf } from './policy/guidance.js';
export { humanInTheLoopPolicy } from './policy/human-in-the-loop.js';
export { mentionPolicy } from './policy/mention.js';
export { moderatorPolicy } from './policy/moderator.js';
export { scenarioOrderPolicy } from './policy/scenario-order.js';
export type { ActionHandler, HostAction } from './ports/action-handler.js';
export type {
  AgentRunner,
  RunnerControl,
  TurnFile,
  TurnFiles,
  RunnerInput,
  RunnerOutput,
  RunnerPart,
  RunnerTurn,
  StopRequest,
} from './ports/agent-runner.js';
export type { ConversationPlace } from './ports/conversation-place.js';
export type { BlobStore, StoredBlob } from './ports/blob-store.js';
export type { Bus, BusHint } from './ports/bus.js';
export type {
  DraftPiece,
  DraftStore,
  DraftsOfConversation,
  StoredDraftHead,
} from './ports/draft-store.js';
export type { Clock, Ids, Logger } from './ports/environment.js';
export { erasureFault } from './ports/erasure.js';
export type {
  AppendRequest,
  AppendResult,
  EraseRequest,
  EventStore,
  IdempotencyKey,
  Lease,
  LeaseOptions,
  PositionedEvent,
  ReadAllRequest,
  ListRecordsRequest,
  ReadRequest,
  RunnableConversation,
  StoredEvent,
  StoreErrorCode,
} from './ports/event-store.js';
export type {
  Ledger,
  LedgerAccount,
  LedgerEntry,
  LedgerScope,
  MeterAmount,
  RecordRequest,
  ReserveRequest,
  ReserveResult,
  SettleRequest,
} from './ports/ledger.js';
export type { FileStore, StoredFile } from './ports/file-store.js';
export { isFileName } from './ports/file-store.js';
export type { ListPlace } from './ports/list-place.js';
export { formatListPlace, parseListPlace } from './ports/list-place.js';
export { formatPosition, parsePosition, positionBeyond } from './ports/position.js';
export type { NodePresence, PresenceStore, StoredPresence, TypingAt } from './ports/presence-store.js';
export type { RateLimitRequest, RateLimitResult, RateLimits } from './ports/rate-limits.js';
export type {
  KeyedRecord,
  ListByKeyOptions,
  ListedRecord,
  ListRecordsOptions,
  RecordStore,
} from './ports/record-store.js';
export type { OrchestratorStore, Store } from './ports/store.js';
export type { BudgetedWork, BudgetRule } from './ports/budget-rule.js';
export type { PersonaSource } from './ports/persona-source.js';
export type { ScenarioSource } from './ports/scenario-source.js';
export type { SchedulingPolicy } from './ports/scheduling-policy.js';
export { keptScenarios, SCENARIO_COLLECTION, scenarioIn } from './scenarios/kept-scenarios.js';
export { scenarioView } from './scenarios/scenario-view.js';
export { checkRateLimit } from './rate-limits/check-rate-limit.js';
export type { LocalBusOptions } from './shell/local-bus.js';
export { createLocalBus } from './shell/local-bus.js';
export { MessageDraft } from './shell/turns/message-draft.js';
export { isPolicyViolation, takeOutputs } from './shell/turns/runner-outputs.js';
export { runnerTurn } from './shell/turns/runner-turn.js';
export { unfinishedOutcome } from './shell/turns/unfinished-outcome.js';
export type { Orchestrator } from './shell/orchestrator.js';
export type { OrchestratorOptions, PresenceRule } from './shell/orchestrator-options.js';
export { createOrchestrator } from './shell/orchestrator.js';
export { createSweeper, type Sweeper } from './shell/sweeper.js';
export { randomIds, silentLogger, systemClock } from './shell/platform.js';
export type { ExportOptions } from './transfer/export-conversation.js';
export { exportConversation } from './transfer/export-conversation.js';
export type { ConversationAttachment } from './transfer/export-format.js';
export type { ImportedConversation, ImportOptions } from './transfer/import-conversation.js';
export { importConversation } from './transfer/import-conversation.js';
export { withDefaults } from './with-defaults.js';
