import { withTelemetry } from '@agent-chat/agents';
import { createGuide } from '@agent-chat/agents/guide';
import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { isKnownEvent } from '@agent-chat/protocol';
import { exportSpans } from './tracing.ts';

/** Asks an agent one question, and sends the spans of its turn to where `OTEL_EXPORTER_OTLP_ENDPOINT` says. */
const endpoint = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? 'http://127.0.0.1:4318';
const headers = Object.fromEntries(
  (process.env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '')
    .split(',')
    .filter((one) => one.includes('='))
    .map((one) => [one.slice(0, one.indexOf('=')).trim(), one.slice(one.indexOf('=') + 1).trim()]),
);
const tracing = exportSpans({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, headers });

const guide = createGuide({
  subject: 'the bicycle shop',
  documents: [
    {
      path: 'returns.md',
      title: 'Returns',
      markdown: '# Returns\n\n## How to return a bicycle\n\nBring it back within 14 days.',
    },
  ],
});
const orchestrator = createOrchestrator({
  store: createMemoryStore(),
  agents: { guide: withTelemetry(guide, tracing.telemetry) },
});
const api = orchestrator.as({ kind: 'member', tenant: 'default', participantId: 'ada' });
const { conversationId } = await api.call('createConversation', {
  clientRequestId: 'create',
  participants: [
    { participantId: 'ada', kind: 'user', displayName: 'Ada' },
    { participantId: 'guide', kind: 'agent', displayName: 'Guide' },
  ],
});
const parts = [{ type: 'text' as const, partId: 'text', text: 'How do I return a bicycle?' }];
await api.call('sendMessage', { conversationId, clientRequestId: 'ask', parts });
for await (const frame of api.subscribe({ conversationId, cursor: '0' })) {
  if (frame.kind !== 'event' || !isKnownEvent(frame.data)) continue;
  const { type, author, finality, payload } = frame.data;
  if (type === 'tool_call') console.log(`The trace is ${payload.traceId ?? 'not recorded'}.`);
  if (author === 'guide' && finality === 'turn') break;
}
await orchestrator.close();
await tracing.close().catch((error: unknown) => {
  const why = error instanceof Error ? error.message : String(error);
  console.error(`The spans could not be sent to ${endpoint}: ${why}`);
  process.exitCode = 1;
});
