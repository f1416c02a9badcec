/** The key of a message: by the request of the person who sent it, as long as no other has that. */
export function keyOf(messageId: string, requestId: string | undefined): string {
  return requestId === undefined ? `message:${messageId}` : `request:${requestId}`;
}
