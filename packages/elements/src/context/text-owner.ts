/** Who writes, and in which conversation. */
export interface TextOwner {
  readonly conversationId: string;
  /** Missing where nobody has said who writes. */
  readonly participantId?: string | undefined;
}

/** Names what is kept for one owner, and for no other person in the same conversation. */
export function ownerKey({ conversationId, participantId }: TextOwner): string {
  return JSON.stringify([conversationId, participantId]);
}
