export { Card, CardAction } from './cards/card.js';
export type { HttpRoute, Method } from './contract/define-method.js';
export type { HttpMethod } from './contract/http-route.js';
export { isHttpMethod, paramNameOf, queryNameOf } from './contract/http-route.js';
export type {
  Contract,
  ConversationMethod,
  InterfaceMethod,
  MethodName,
  MethodParams,
  MethodResult,
} from './contract/methods.js';
export {
  CONTRACT,
  ConversationRecord,
  isMethodName,
  METHOD_NAMES,
  PublicInterface,
} from './contract/methods.js';
export { isResult, parseParams } from './contract/params.js';
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
export {
  Audience,
  ConversationEvent,
  Envelope,
  FINALITIES,
  isKnownEvent,
  isMessageEvent,
  parseEvent,
} from './events/event.js';
export type { KnownPart, MessageRole, UnknownPart } from './events/message.js';
export {
  AttachmentPart,
  CardPart,
  Citation,
  DataPart,
  isKnownPart,
  MESSAGE_ROLES,
  MessagePayload,
  Outcome,
  OUTCOME_STATUSES,
  Part,
  ReasoningPart,
  TextPart,
  textOf,
} from './events/message.js';
export type { Addressed } from './events/project.js';
export { isVisible, project } from './events/project.js';
export type {
  Delivery,
  StopMode,
  SystemPayload,
  SystemType,
  TurnClearedReason,
} from './events/system.js';
export { DELIVERIES, STOP_MODES, TURN_CLEARED_REASONS } from './events/system.js';
export type { TracePayload, TraceType } from './events/trace.js';
export { emptyState, foldEvent, foldEvents, foldOmitted } from './fold/fold.js';
export { PersistentList } from './fold/persistent-list.js';
export { PersistentMap } from './fold/persistent-map.js';
export { fromSnapshot, toSnapshot } from './fold/snapshot.js';
export type {
  ControlState,
  ConversationSnapshot,
  ConversationState,
  EventEntry,
  Execution,
  LastClose,
  MessageEntry,
  OpenToolCall,
  OpenTurn,
  QueuedMessage,
  Timeline,
  TimelineEntry,
  ToolEntry,
} from './fold/state.js';
export { FOLD_VERSION } from './fold/state.js';
export type { Cursor } from './frames/cursor.js';
export { formatCursor, parseCursor } from './frames/cursor.js';
export type { Draft, DraftKind } from './frames/draft.js';
export { DRAFT_KINDS, DraftAppend } from './frames/draft.js';
export type { ControlFrame, ControlFrameKind, EventFrame, Frame, FrameKind } from './frames/frame.js';
export {
  Bye,
  CaughtUp,
  DraftDropped,
  Guidance,
  Hello,
  Omitted,
  Progress,
  parseFrame,
  SnapshotFrame,
} from './frames/frame.js';
export type { Checked, Fault } from './values/check.js';
export { check } from './values/check.js';
export type { ErrorCode } from './values/errors.js';
export { AgentChatError, ERROR_CODES, ErrorBody, errorStatus, isErrorCode } from './values/errors.js';
export type { JsonValue } from './values/json.js';
export { canonicalHash, canonicalJson, textHash } from './values/json.js';
export type { PatchFailure, PatchResult } from './values/json-patch.js';
export { applyPatch, JsonPatch, MAX_PATCH_OPERATIONS, PatchOperation } from './values/json-patch.js';
export type { Caller, CallerKind, Viewer } from './values/participants.js';
export {
  PARTICIPANT_KINDS,
  Participant,
  SYSTEM_PARTICIPANT_ID,
  viewerOf,
} from './values/participants.js';
