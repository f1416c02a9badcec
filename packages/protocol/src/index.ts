export { Card, CardAction } from './cards/card.js';
export type { HttpRoute, Method } from './contract/define-method.js';
export type { RoutedMethod } from './contract/http-route.js';
export { isHttpMethod, isRoutedMethod } from './contract/http-route.js';
export type { HttpMethod } from './contract/http-routes.js';
export {
  ATTACHMENT_CONTENT_ROUTE,
  ATTACHMENT_ROUTE,
  DOCUMENT_CONTENT_ROUTE,
  DOCUMENT_ROUTE,
  pathOf,
  RELEASE_ROUTE,
  UPLOAD_ROUTE,
  WITHDRAW_ROUTE,
} from './contract/attachment-routes.js';
export { HTTP_ROUTES, paramNameOf, queryNameOf } from './contract/http-routes.js';
export type {
  Contract,
  ConversationMethod,
  InterfaceMethod,
  MethodName,
  MethodParams,
  MethodResult,
  StreamMethod,
} from './contract/methods.js';
export type { AnalyticsPeriod } from './contract/methods/operator.js';
export { Analytics, ANALYTICS_PERIODS, SessionRecord } from './contract/methods/operator.js';
export {
  EXPORT_ROUTE,
  IMPORT_ROUTE,
  INTERFACE_ASSET_ROUTE,
  OPERATOR_ROUTES,
} from './contract/operator-routes.js';
export { CONTRACT, isMethodName, isStreamMethod, METHOD_NAMES } from './contract/methods.js';
export { EventFilters } from './contract/methods/conversation.js';
export { ModelOption, PersonaOption, PublicInterface } from './contract/methods/interface.js';
export { AgentRecord, InterfaceChanges, InterfaceRecord } from './contract/methods/interface-record.js';
export { LLM_FINISH_REASONS, LlmModel } from './contract/methods/llm.js';
export { MessageOptions } from './contract/methods/message.js';
export { MeterAmount, ToolTraits } from './contract/methods/runner.js';
export { MAX_SCENARIO_BYTES, ScenarioRecord, ScenarioSummary } from './contract/methods/scenario.js';
export { ConversationRecord } from './contract/shapes.js';
export { isParams, isResult, parseParams } from './contract/params.js';
export type { ApprovalDecision } from './events/approval.js';
export { APPROVAL_DECISIONS, ApprovalSubject, Approvers } from './events/approval.js';
export { blankEvent, isErasable } from './events/blank.js';
export type {
  EventDraft,
  Finality,
  KnownEvent,
  KnownEventType,
  MessageEvent,
  SystemEvent,
  TraceEvent,
  UnknownEvent,
} from './events/event.js';
export { Audience, ConversationEvent, Envelope, FINALITIES } from './events/event.js';
export { isKnownEvent, isMessageEvent, parseEvent } from './events/parse-event.js';
export type { KnownPart, MessageRole, UnknownPart } from './events/message.js';
export {
  AttachmentPart,
  CardPart,
  Citation,
  DataPart,
  MESSAGE_ROLES,
  MessagePayload,
  OUTCOME_STATUSES,
  Outcome,
  Part,
  ReasoningPart,
  TextPart,
} from './events/message.js';
export { isKnownPart, textOf } from './events/parts.js';
export {
  isCard,
  isConversationEvent,
  isErrorBody,
  isFrame,
  isFrameData,
  isMessagePayload,
  isPart,
  isPayload,
  isPublicInterface,
  isRpcNotification,
  isRpcRequest,
  isRpcResponse,
} from './shapes/guards.js';
export { payloadFault } from './shapes/payload-fault.js';
export type { Addressed } from './events/project.js';
export { isVisible, project } from './events/project.js';
export type {
  ActionOutcome,
  Delivery,
  Rating,
  StopMode,
  SystemPayload,
  SystemType,
  TurnClearedReason,
} from './events/system.js';
export {
  ACTION_OUTCOMES,
  ConversationMetadata,
  DELIVERIES,
  PersonaRef,
  RATINGS,
  STOP_MODES,
  SYSTEM_PAYLOADS,
  TURN_CLEARED_REASONS,
} from './events/system.js';
export type { TracePayload, TraceType } from './events/trace.js';
export { TRACE_PAYLOADS } from './events/trace.js';
export { agentOfTurn } from './fold/agent-of-turn.js';
export {
  activePath,
  ancestry,
  inactiveTurns,
  isOnActivePath,
  messageOf,
  newestTip,
  siblingsOf,
} from './fold/branches.js';
export { changesOf } from './fold/annotations.js';
export { foldControl } from './fold/fold-control.js';
export { foldTimeline } from './fold/fold-timeline.js';
export { emptyState, foldEvent, foldEvents, foldOmitted } from './fold/fold.js';
export { isSameBudget } from './fold/fold-settings.js';
export { mentionsIn } from './fold/mentions.js';
export { PersistentList } from './fold/persistent-list.js';
export { PersistentMap } from './fold/persistent-map.js';
export { PersistentTable } from './fold/persistent-table.js';
export type { OlderPage } from './fold/prepend.js';
export { audienceLike } from './fold/seen-alike.js';
export { historyBound, prepend } from './fold/prepend.js';
export { fromSnapshot, projectControl, toSnapshot } from './fold/snapshot.js';
export type {
  ApprovalResolution,
  ControlState,
  ConversationSnapshot,
  ConversationState,
  Execution,
  LastClose,
  OpenAction,
  OpenApproval,
  OpenQuery,
  OpenRun,
  OpenToolCall,
  OpenTurn,
  PolicyInForce,
  QueuedMessage,
  RunRecord,
  Timeline,
  TurnClose,
  UsageTotals,
} from './fold/state.js';
export { FOLD_VERSION } from './fold/state.js';
export type {
  ActionEntry,
  ApprovalEntry,
  EventEntry,
  Feedback,
  MessageEntry,
  QueryEntry,
  SnapshotEntry,
  TimelineEntry,
  ToolEntry,
  Withdrawal,
} from './fold/timeline-entry.js';
export type { UnknownFields } from './fold/unknown-fields.js';
export type { Cursor } from './frames/cursor.js';
export { formatCursor, parseCursor } from './frames/cursor.js';
export type { Draft, DraftKind } from './frames/draft.js';
export { DRAFT_KINDS, DraftAppend } from './frames/draft.js';
export type { ControlFrame, ControlFrameKind, EventFrame, Frame, FrameKind } from './frames/frame.js';
export {
  Bye,
  CaughtUp,
  CONTROL_FRAMES,
  Control,
  DraftDropped,
  Guidance,
  Hello,
  Omitted,
  Position,
  Progress,
  SnapshotFrame,
} from './frames/frame.js';
export { parseFrame } from './frames/parse-frame.js';
export type { PresenceChoice } from './frames/presence.js';
export { PRESENCES, Presence, Typing } from './frames/presence.js';
export type { Checked, Fault } from './values/check.js';
export { check, isValid, pathText } from './values/check.js';
export type { ErrorCode } from './values/errors.js';
export { ErrorBody } from './values/error-body.js';
export { errorStatus } from './values/error-status.js';
export { AgentChatError, ERROR_CODES, isErrorCode } from './values/errors.js';
export type { JsonValue } from './values/json.js';
export { canonicalHash, canonicalJson, textHash } from './values/json.js';
export { isAllowedType } from './values/media-type.js';
export type { JsonFault } from './values/json-fault.js';
export { jsonFault } from './values/json-fault.js';
export type { PatchFailure, PatchResult } from './values/json-patch.js';
export { applyPatch } from './values/json-patch.js';
export { MAX_PATCH_OPERATIONS } from './values/patch-format.js';
export { JsonPatch, PatchOperation } from './values/patch-operation.js';
export { isFontFamily, isGradient, isPaint } from './values/paint.js';
export type { Caller, CallerKind, Viewer } from './values/caller.js';
export { SYSTEM_PARTICIPANT_ID, viewerOf } from './values/caller.js';
export { PARTICIPANT_KINDS, Participant } from './values/participants.js';
export type { RunStatus } from './values/run-status.js';
export type { MeterWindow } from './values/settings.js';
export { RUN_STATUSES, isOpenRun } from './values/run-status.js';
export {
  AUTOPILOT_LEVELS,
  AutopilotLevel,
  Budget,
  METER_WINDOWS,
  Meter,
  MeterScope,
  Reason,
  SCOPE_KINDS,
} from './values/settings.js';
export { Campaign, Lead, OutboxItem, PolicyRow } from './records/campaign.js';
export { INTERFACE_STATUSES, type InterfaceStatus } from './records/chat-interface.js';
export { ChatInterface, InterfaceSlug, RESERVED_SLUGS, SuggestedPrompt } from './records/chat-interface.js';
export type { SlugFault } from './records/slug.js';
export { numberedSlug, SLUG_FAULTS, slugFault, slugLook, suggestSlug } from './records/slug.js';
export { Persona, Scenario, ScenarioRole, ScenarioTool } from './records/scenario.js';
export { Session, SESSION_END_REASONS, SESSION_KINDS, SESSION_STATUSES } from './records/session.js';
export type { SessionEndReason, SessionKind, SessionStatus } from './records/session.js';
