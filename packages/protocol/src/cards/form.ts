import * as z from 'zod/mini';
import { Instant, Reference, Remark } from './card-fields.js';

/** What a field of a form takes. */
export const FORM_FIELD_KINDS = [
  'text',
  'long_text',
  'email',
  'url',
  'tel',
  'number',
  'date',
  'time',
  'date_time',
  'yes_no',
  'choice',
  'choices',
] as const;
export type FormFieldKind = (typeof FORM_FIELD_KINDS)[number];

/** What stands in a field: a text (of a choice the option's `value`), a number, yes or no, or several options. */
export const FormValue = z.union([
  z.string().check(z.maxLength(65_536)),
  z.number(),
  z.boolean(),
  z.array(z.string().check(z.maxLength(256))).check(z.maxLength(200)),
]);
export type FormValue = z.infer<typeof FormValue>;

/** A field of a form, in the order in which it is filled in. */
export const FormField = z.object({
  /** The key of its value in the payload. Unique in its form. */
  name: z.string().check(z.minLength(1), z.maxLength(128)),
  label: z.string().check(z.minLength(1), z.maxLength(1_000)),
  /**
   * `date`, `time` and `date_time` are ISO-8601 without a zone: `2026-05-01`, `09:30`, `2026-05-01T09:30`.
   * `choice` takes one of `options`, `choices` any of them.
   */
  kind: z.enum(FORM_FIELD_KINDS),
  /** Whether it must be filled in; of `yes_no`, whether it must be yes. The builder's default is false. */
  required: z.boolean(),
  help: z.optional(Remark),
  placeholder: z.optional(z.string().check(z.maxLength(1_000))),
  /** What stands there before anybody has written. */
  value: z.optional(FormValue),
  /** Of `choice` and `choices`. */
  options: z.optional(
    z
      .array(
        z.object({
          value: z.string().check(z.minLength(1), z.maxLength(256)),
          label: z.string().check(z.minLength(1), z.maxLength(1_000)),
        }),
      )
      .check(z.minLength(1), z.maxLength(200)),
  ),
  /** Of a `number` the least value, of `choices` how many at least, of a text its least length in UTF-16 units. */
  min: z.optional(z.number()),
  /** As `min`, the most. */
  max: z.optional(z.number()),
});
export type FormField = z.infer<typeof FormField>;

/** The data of the built-in `form` card, version 1: questions that a person answers together. */
export const FormCardData = z.object({
  title: z.optional(z.string().check(z.maxLength(1_000))),
  description: z.optional(Remark),
  fields: z.array(FormField).check(z.minLength(1), z.maxLength(64)),
  /** What was sent: from then on the form is there to be read. */
  submitted: z.optional(
    z.object({
      values: z.record(z.string(), FormValue),
      at: z.optional(Instant),
      by: z.optional(Reference),
    }),
  ),
});
export type FormCardData = z.infer<typeof FormCardData>;
