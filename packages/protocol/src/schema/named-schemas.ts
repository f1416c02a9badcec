import type * as z from 'zod/mini';
import {
  ApprovalAnswerPayload,
  EditYamlPayload,
  ErrorGroupPayload,
  FormSubmitPayload,
  OutboxBulkPayload,
  OutboxEditPayload,
  OutboxLockPayload,
  OutboxRowPayload,
  OutboxRulePayload,
  PolicyDiffPayload,
  RunAtLevelPayload,
  SetBudgetPayload,
} from '../cards/action-payloads.js';
import { ApprovalCardData } from '../cards/approval.js';
import { CampaignBriefCardData } from '../cards/campaign-brief.js';
import { Card, CardAction } from '../cards/card.js';
import { EvidenceLink, SuggestedFix } from '../cards/card-fields.js';
import { ChartCardData, ChartSeries } from '../cards/chart.js';
import { ErrorGroupCardData } from '../cards/error-group.js';
import { EscalationCardData } from '../cards/escalation.js';
import { ExplanationCardData, ExplanationEvidence } from '../cards/explanation.js';
import { FormCardData, FormField, FormValue } from '../cards/form.js';
import { OutboxCardData, OutboxSample, SamplePolicy } from '../cards/outbox.js';
import { PolicyDiffCardData } from '../cards/policy-diff.js';
import { RunSummaryCardData } from '../cards/run-summary.js';
import { ForecastBand, SimulationCardData } from '../cards/simulation.js';
import { TableCardData } from '../cards/table.js';
import type { Method } from '../contract/define-method.js';
import { CONTRACT, METHOD_NAMES } from '../contract/methods.js';
import { EventFilters } from '../contract/methods/conversation.js';
import { PublicInterface } from '../contract/methods/interface.js';
import { MessageOptions } from '../contract/methods/message.js';
import { MeterAmount, ToolTraits } from '../contract/methods/runner.js';
import { ScenarioRecord, ScenarioSummary } from '../contract/methods/scenario.js';
import { ConversationRecord } from '../contract/shapes.js';
import { ApprovalSubject, Approvers } from '../events/approval.js';
import { Audience, ConversationEvent, Envelope } from '../events/event.js';
import {
  AttachmentPart,
  CardPart,
  Citation,
  DataPart,
  MessagePayload,
  Outcome,
  Part,
  ReasoningPart,
  TextPart,
} from '../events/message.js';
import { ConversationMetadata, SYSTEM_PAYLOADS } from '../events/system.js';
import { TRACE_PAYLOADS } from '../events/trace.js';
import { DraftAppend } from '../frames/draft.js';
import {
  Bye,
  CaughtUp,
  Control,
  DraftDropped,
  Guidance,
  Hello,
  Omitted,
  Position,
  Progress,
  SnapshotFrame,
} from '../frames/frame.js';
import { Presence, Typing } from '../frames/presence.js';
import { Campaign, Lead, OutboxItem, PolicyRow } from '../records/campaign.js';
import { ChatInterface, InterfaceSlug, SuggestedPrompt } from '../records/chat-interface.js';
import { Persona, Scenario, ScenarioRole, ScenarioTool } from '../records/scenario.js';
import { Session } from '../records/session.js';
import { ErrorBody } from '../values/error-body.js';
import { JsonPatch, PatchOperation } from '../values/patch-operation.js';
import { Participant } from '../values/participants.js';
import { AutopilotLevel, Budget, MeterScope, Reason } from '../values/settings.js';
import { RpcNotification, RpcRequest, RpcResponse } from '../wire/rpc.js';

/** The files of `@agent-chat/protocol/schema/`, without their ending. */
export type SchemaFile = 'card' | 'error' | 'event' | 'frame' | 'json-rpc' | 'methods' | 'record';

/** A schema that other schemas and other languages know by a name. */
export interface NamedSchema {
  /** Unique over all files: also the name in the OpenAPI document. */
  readonly id: string;
  readonly file: SchemaFile;
  readonly schema: z.ZodMiniType;
  /** Where its doc comment stands: the constant, then the keys down to it. */
  readonly docs: string;
}

/** What has no table of its own. A schema that is not here is written out where it is used. */
const SINGLE: Readonly<Record<SchemaFile, Readonly<Record<string, z.ZodMiniType>>>> = {
  card: {
    Card,
    CardAction,
    TableCardData,
    FormCardData,
    FormField,
    FormValue,
    ChartCardData,
    ChartSeries,
    ApprovalCardData,
    CampaignBriefCardData,
    SimulationCardData,
    ForecastBand,
    OutboxCardData,
    OutboxSample,
    SamplePolicy,
    RunSummaryCardData,
    ErrorGroupCardData,
    PolicyDiffCardData,
    EscalationCardData,
    ExplanationCardData,
    ExplanationEvidence,
    EvidenceLink,
    SuggestedFix,
    RunAtLevelPayload,
    SetBudgetPayload,
    EditYamlPayload,
    OutboxBulkPayload,
    OutboxRulePayload,
    OutboxRowPayload,
    OutboxEditPayload,
    OutboxLockPayload,
    ErrorGroupPayload,
    PolicyDiffPayload,
    FormSubmitPayload,
    ApprovalAnswerPayload,
  },
  error: { ErrorBody },
  event: {
    ConversationEvent,
    Envelope,
    Audience,
    MessagePayload,
    Outcome,
    Part,
    TextPart,
    ReasoningPart,
    CardPart,
    AttachmentPart,
    DataPart,
    Citation,
    Participant,
    ConversationMetadata,
    ApprovalSubject,
    Approvers,
    AutopilotLevel,
    Budget,
    MeterScope,
    Reason,
    JsonPatch,
    PatchOperation,
  },
  frame: {
    Hello,
    SnapshotFrame,
    Omitted,
    Control,
    CaughtUp,
    Position,
    DraftAppend,
    DraftDropped,
    Guidance,
    Presence,
    Typing,
    Progress,
    Bye,
  },
  'json-rpc': { RpcRequest, RpcNotification, RpcResponse },
  methods: {
    ConversationRecord,
    PublicInterface,
    ScenarioRecord,
    ScenarioSummary,
    EventFilters,
    MessageOptions,
    MeterAmount,
    ToolTraits,
  },
  record: {
    ChatInterface,
    InterfaceSlug,
    SuggestedPrompt,
    Session,
    Scenario,
    ScenarioRole,
    ScenarioTool,
    Persona,
    Campaign,
    Lead,
    OutboxItem,
    PolicyRow,
  },
};

/** `tool_call` and `sendMessage` as they are called among types: `ToolCall`, `SendMessage`. */
export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function payloads(table: Readonly<Record<string, z.ZodMiniType>>, tableName: string): NamedSchema[] {
  return Object.entries(table).map(([type, schema]) => ({
    id: `${pascalCase(type)}Payload`,
    file: 'event',
    schema,
    docs: `${tableName}.${type}`,
  }));
}

function methods(): NamedSchema[] {
  return METHOD_NAMES.flatMap((name): NamedSchema[] => {
    const { params, result }: Method = CONTRACT[name];
    const id = pascalCase(name);
    const docs = `CONTRACT.${name}`;
    return [
      { id: `${id}Params`, file: 'methods', schema: params, docs: `${docs}.params` },
      { id: `${id}Result`, file: 'methods', schema: result, docs: `${docs}.result` },
    ];
  });
}

/** Every named schema, in the order in which the files list them. */
export function namedSchemas(): readonly NamedSchema[] {
  const single = Object.entries(SINGLE).flatMap(([file, schemas]) =>
    Object.entries(schemas).map(([id, schema]) => ({ id, file: file as SchemaFile, schema, docs: id })),
  );
  return [
    ...single,
    ...payloads(TRACE_PAYLOADS, 'TRACE_PAYLOADS'),
    ...payloads(SYSTEM_PAYLOADS, 'SYSTEM_PAYLOADS'),
    ...methods(),
  ];
}
