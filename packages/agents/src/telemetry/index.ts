export type { OtelTelemetryOptions } from './otel-telemetry.js';
export { otelTelemetry } from './otel-telemetry.js';
