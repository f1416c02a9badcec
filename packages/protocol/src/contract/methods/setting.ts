import * as z from 'zod/mini';
import { APPROVAL_DECISIONS } from '../../events/approval.js';
import { JsonPatch } from '../../values/patch-operation.js';
import { RUN_STATUSES } from '../../values/run-status.js';
import { AutopilotLevel, Budget, Reason } from '../../values/settings.js';
import { defineMethod } from '../define-method.js';
import { HTTP_ROUTES } from '../http-routes.js';
import { Command, COMMAND_ERRORS, Id, Logged, OWNERS, PEOPLE, Seq } from '../shapes.js';
import { UnderExecution } from './runner.js';

const SETTING_ERRORS = [...COMMAND_ERRORS, 'ConversationEnded', 'UnknownRun'] as const;

/** What agents may do, and the work that outlives their turns. Only people change it. */
export const SETTING_METHODS = {
  /** How much agents may do by themselves. */
  setAutopilot: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      /** `null`: no level, tools run as their flags say. */
      level: z.nullable(AutopilotLevel),
      /** Default: the conversation, and the current run with it. */
      runId: z.optional(Id),
    }),
    result: Logged,
    callers: OWNERS,
    http: HTTP_ROUTES.setAutopilot,
    errors: SETTING_ERRORS,
  }),
  /** A cap or a threshold; `limit: null` lifts it. */
  setBudget: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { budget: Budget }),
    result: Logged,
    callers: OWNERS,
    http: HTTP_ROUTES.setBudget,
    errors: SETTING_ERRORS,
  }),
  /** The next version of the guard policy. */
  setPolicy: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      /** YAML. */
      source: z.string().check(z.maxLength(65_536)),
      /** Default: the one in force, or `default`. */
      policyId: z.optional(Id),
      /** Precondition: the version in force, 0 where there is none. */
      baseVersion: z.optional(Seq),
    }),
    result: z.object({ seq: Seq, version: z.int() }),
    callers: OWNERS,
    http: HTTP_ROUTES.setPolicy,
    errors: [...COMMAND_ERRORS, 'ConversationEnded', 'InvalidPolicy', 'CasConflict'],
  }),
  /**
   * The model that agents use in this conversation, by the name that people pick; `null`: theirs. Of
   * visitors only those may whom the host lets choose.
   */
  setModel: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { model: z.nullable(z.string().check(z.maxLength(128))) }),
    result: Logged,
    callers: PEOPLE,
    http: HTTP_ROUTES.setModel,
    errors: [...COMMAND_ERRORS, 'ConversationEnded'],
  }),
  /**
   * Who agents are in this conversation, before anybody has written in it: from then on it is fixed. The
   * newest version is kept. Of visitors only those may whom the host lets choose.
   */
  setPersona: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { personaId: Id }),
    result: Logged,
    callers: PEOPLE,
    http: HTTP_ROUTES.setPersona,
    errors: [...COMMAND_ERRORS, 'ConversationEnded', 'PersonaFixed'],
  }),
  /** Opens a run (without `runId`), or changes one. */
  changeRun: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      runId: z.optional(Id),
      status: z.optional(z.enum(RUN_STATUSES)),
      title: z.optional(z.string().check(z.maxLength(255))),
      campaignId: z.optional(Id),
      reason: z.optional(Reason),
      custom: z.optional(z.record(z.string(), z.unknown())),
    }),
    result: z.object({ seq: Seq, runId: z.string() }),
    callers: ['member', 'agent', 'operator'],
    http: HTTP_ROUTES.changeRun,
    errors: [...SETTING_ERRORS, 'RunClosed'],
  }),
  /** Changes the state of a run by RFC 6902. */
  patchRunState: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      ...UnderExecution.shape,
      runId: Id,
      patch: JsonPatch,
    }),
    result: Logged,
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.patchRunState,
    errors: [...SETTING_ERRORS, 'RunClosed', 'InvalidMessage', 'PayloadTooLarge', 'StaleFence'],
  }),
  /** No agent and no tool starts until `resume`: of a run, or of the whole conversation. */
  pause: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { runId: z.optional(Id), reason: z.optional(Reason) }),
    result: Logged,
    callers: OWNERS,
    http: HTTP_ROUTES.pause,
    errors: [...SETTING_ERRORS, 'RunClosed'],
  }),
  /** Ends a `pause`. */
  resume: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { runId: z.optional(Id) }),
    result: Logged,
    callers: OWNERS,
    http: HTTP_ROUTES.resume,
    errors: [...SETTING_ERRORS, 'RunClosed'],
  }),
  /** Says yes or no to exactly what was shown. Of two who resolve at once, one gets `ApprovalClosed`. */
  resolveApproval: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      approvalId: Id,
      decision: z.enum(APPROVAL_DECISIONS),
      /** Of the arguments that the approver saw. */
      argsHash: z.string().check(z.maxLength(64)),
      /** What is to run in their place. It passes the tool's schema and the guard again. */
      editedArgs: z.optional(z.unknown()),
      comment: z.optional(z.string().check(z.maxLength(4_096))),
    }),
    result: Logged,
    callers: PEOPLE,
    http: HTTP_ROUTES.resolveApproval,
    errors: [
      ...COMMAND_ERRORS,
      'UnknownApproval',
      'ApprovalClosed',
      'ApprovalExpired',
      'ApprovalMismatch',
      'PolicyViolation',
      'RunClosed',
      'PayloadTooLarge',
    ],
  }),
} as const;
