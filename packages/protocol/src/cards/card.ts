import * as z from 'zod/mini';

/** A button on a card. Clicking it is a command, answered in the log. */
export const CardAction = z.object({
  actionId: z.string().check(z.minLength(1), z.maxLength(256)),
  label: z.string(),
  style: z.optional(z.enum(['primary', 'secondary', 'danger'])),
  payload: z.optional(z.unknown()),
});
export type CardAction = z.infer<typeof CardAction>;

/**
 * The envelope of every card. The client checks only this: `data` is checked by the schema of the
 * card's type where the card is shown, and an unknown type or version shows `fallbackText`.
 */
export const Card = z.object({
  type: z.string().check(z.minLength(1), z.maxLength(64)),
  version: z.int().check(z.positive()),
  data: z.unknown(),
  /** Plain text that says the same to whoever cannot show the card. */
  fallbackText: z.optional(z.string()),
  actions: z.optional(z.array(CardAction)),
});
export type Card = z.infer<typeof Card>;
