import { bodyOf, OPERATOR_TOKEN, type Session, type TestServer } from './test-server.js';

/** A conversation that nobody answers in, with some megabytes of messages. */
export async function longConversation(
  server: TestServer,
  messages: number,
  messageBytes = 60_000,
): Promise<Session> {
  const operator = { participantId: 'operator', kind: 'user', displayName: 'Operator' };
  const created = await server.call('POST', '/api/conversations', {
    token: OPERATOR_TOKEN,
    body: { clientRequestId: 'c1', participants: [operator] },
  });
  const conversationId = (await bodyOf(created))['conversationId'] as string;
  for (let number = 0; number < messages; number += 1) {
    const sent = await server.call('POST', `/api/conversations/${conversationId}/messages`, {
      token: OPERATOR_TOKEN,
      body: {
        clientRequestId: `m${number}`,
        parts: [{ type: 'text', partId: 'p1', text: 'x'.repeat(messageBytes) }],
      },
    });
    if (!sent.ok) throw new Error(await sent.text());
  }
  return {
    conversationId,
    sessionToken: OPERATOR_TOKEN,
    persistenceToken: null,
    participantId: 'operator',
    expiresAt: null,
    resumed: false,
  };
}
