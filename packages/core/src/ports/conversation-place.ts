/** Which conversation something is asked about, and whose it is: an orchestrator serves many tenants. */
export interface ConversationPlace {
  readonly tenant: string;
  readonly conversationId: string;
}

/** Nothing but the place of what has one. */
export function placeOf({ tenant, conversationId }: ConversationPlace): ConversationPlace {
  return { tenant, conversationId };
}
