import * as z from 'zod/mini';
import { AutopilotLevel, Meter, METER_WINDOWS } from '../values/settings.js';
import { Reference, Remark } from './card-fields.js';
import { FormValue } from './form.js';

// What the payload of `action_invoked` holds for the actions that built-in cards offer. An agent
// checks it before it acts: a payload comes from a browser.

/** Of `run`: start or go on at this level. */
export const RunAtLevelPayload = z.object({ level: AutopilotLevel });
export type RunAtLevelPayload = z.infer<typeof RunAtLevelPayload>;

/** Of `set-budget`. */
export const SetBudgetPayload = z.object({
  /** The default is `money`. */
  meter: z.optional(Meter),
  /** In the meter's own unit, money in micro-USD. `null` lifts the limit. */
  limit: z.nullable(z.int().check(z.nonnegative())),
  window: z.enum(METER_WINDOWS),
});
export type SetBudgetPayload = z.infer<typeof SetBudgetPayload>;

/** Of `edit-yaml`: the text as it was edited. */
export const EditYamlPayload = z.object({ yaml: z.string().check(z.maxLength(65_536)) });
export type EditYamlPayload = z.infer<typeof EditYamlPayload>;

/** Of `approve-all>=…`: every row that nobody has decided and that has at least this score. */
export const OutboxBulkPayload = z.object({ minScore: z.number() });
export type OutboxBulkPayload = z.infer<typeof OutboxBulkPayload>;

/** Of `approve-by-rule`: which rows, in the person's own words. */
export const OutboxRulePayload = z.object({ rule: z.string().check(z.minLength(1), z.maxLength(2_000)) });
export type OutboxRulePayload = z.infer<typeof OutboxRulePayload>;

/** Of `approve` and `skip` of an outbox row. */
export const OutboxRowPayload = z.object({ leadId: Reference });
export type OutboxRowPayload = z.infer<typeof OutboxRowPayload>;

/** Of `edit` of an outbox row. What is absent stays as it is. */
export const OutboxEditPayload = z.object({
  leadId: Reference,
  subject: z.optional(z.string().check(z.maxLength(2_000))),
  body: z.optional(z.string().check(z.maxLength(65_536))),
});
export type OutboxEditPayload = z.infer<typeof OutboxEditPayload>;

/** Of `lock` of an outbox row: a sentence of its body that stays as it is, or may change again. */
export const OutboxLockPayload = z.object({
  leadId: Reference,
  sentence: z.string().check(z.minLength(1), z.maxLength(10_000)),
  /** The default is true. */
  locked: z.optional(z.boolean()),
});
export type OutboxLockPayload = z.infer<typeof OutboxLockPayload>;

/** Of `retry-group`, `apply-fix` and `dismiss` of an error group. */
export const ErrorGroupPayload = z.object({ groupId: Reference });
export type ErrorGroupPayload = z.infer<typeof ErrorGroupPayload>;

/** Of `apply` and `reject` of a policy diff. */
export const PolicyDiffPayload = z.object({ policyId: Reference });
export type PolicyDiffPayload = z.infer<typeof PolicyDiffPayload>;

/** Of `submit` of a form: what stands in each field, by its name. `readFormValues` holds it to the form. */
export const FormSubmitPayload = z.object({ values: z.record(z.string(), FormValue) });
export type FormSubmitPayload = z.infer<typeof FormSubmitPayload>;

/** Of `approve` and `deny` of an approval card that stands for itself. */
export const ApprovalAnswerPayload = z.object({
  /** Of the `args` that were shown: an answer to others is none. */
  argsHash: z.optional(z.string()),
  /** In place of `args`, where the card says that they may be edited. */
  editedArgs: z.optional(z.unknown()),
  comment: z.optional(Remark),
});
export type ApprovalAnswerPayload = z.infer<typeof ApprovalAnswerPayload>;
