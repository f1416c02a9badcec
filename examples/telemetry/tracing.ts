import type { AgentTelemetry } from '@agent-chat/agents';
import { otelTelemetry } from '@agent-chat/agents/telemetry';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

export interface Tracing {
  /** For `createAgent({ telemetry })` and `withTelemetry(runner, telemetry)`. */
  readonly telemetry: AgentTelemetry;
  /** Sends what is left. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** Where spans are posted to, whole: `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** For a service that wants a key: Braintrust takes `Authorization` and `x-bt-parent`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly serviceName?: string;
  readonly captureContent?: boolean;
}

/** Spans of agents, sent by OTLP over HTTP. */
export function exportSpans({
  url,
  headers,
  serviceName = 'agent-chat',
  captureContent = false,
}: TracingOptions): Tracing {
  const exporter = new OTLPTraceExporter({ url, ...(headers && { headers: { ...headers } }) });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  return {
    telemetry: otelTelemetry({ tracer: provider.getTracer('agent-chat'), captureContent }),
    close: () => provider.shutdown(),
  };
}
