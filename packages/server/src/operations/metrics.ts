/** Of a connection that lasts. */
export type Transport = 'sse' | 'poll' | 'websocket';

/** Upper bounds in seconds: from what a command takes in memory to what somebody has long left. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

type Labels = Readonly<Record<string, string>>;

/**
 * What the server counts of itself, for Prometheus. Its labels are names of methods, codes and
 * transports: nothing that names a person or a conversation, and nothing whose number grows.
 */
export interface Metrics {
  /** One more call that was answered, with how long it took. */
  called(method: string, code: string, ms: number): void;
  /** One more response over HTTP. */
  responded(status: number): void;
  /** One more subscription that was accepted, with how long it was until its first frame. */
  subscribed(method: string, ms: number): void;
  /** A connection is open until the returned function is called. */
  connected(transport: Transport): () => void;
  /** One more viewer that was told why it ends. */
  ended(reason: string): void;
  /** All of it in the text format of Prometheus, version 0.0.4. */
  text(): string;
}

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export function createMetrics(): Metrics {
  const calls = new Counts('agent_chat_calls_total', 'counter', 'Calls that were answered.');
  const callSeconds = new Histogram('agent_chat_call_seconds', 'How long calls took, appends included.');
  const responses = new Counts('agent_chat_http_responses_total', 'counter', 'Responses over HTTP.');
  const firstFrame = new Histogram(
    'agent_chat_first_frame_seconds',
    'How long it was from a subscription to its first frame.',
  );
  const connections = new Counts('agent_chat_connections', 'gauge', 'Connections that are open.');
  const ended = new Counts('agent_chat_viewers_ended_total', 'counter', 'Viewers that were told bye.');
  return {
    called(method, code, ms) {
      calls.add({ method, code }, 1);
      callSeconds.observe({ method }, ms / 1_000);
    },
    responded: (status) => responses.add({ status: String(status) }, 1),
    subscribed: (method, ms) => firstFrame.observe({ method }, ms / 1_000),
    connected(transport) {
      connections.add({ transport }, 1);
      return once(() => connections.add({ transport }, -1));
    },
    ended: (reason) => ended.add({ reason }, 1),
    text: () => [calls, callSeconds, responses, firstFrame, connections, ended].map(String).join(''),
  };
}

class Counts {
  readonly #name: string;
  readonly #head: string;
  readonly #values = new Map<string, number>();

  constructor(name: string, type: 'counter' | 'gauge', help: string) {
    this.#name = name;
    this.#head = headOf(name, type, help);
  }

  add(labels: Labels, by: number): void {
    const key = textOf(labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + by);
  }

  toString(): string {
    const lines = [...this.#values].map(([labels, value]) => `${this.#name}{${labels}} ${value}\n`);
    return this.#head + lines.join('');
  }
}

class Histogram {
  readonly #name: string;
  readonly #head: string;
  readonly #values = new Map<string, { readonly buckets: number[]; sum: number; count: number }>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#head = headOf(name, 'histogram', help);
  }

  observe(labels: Labels, seconds: number): void {
    const key = textOf(labels);
    const held = this.#values.get(key) ?? { buckets: BOUNDS.map(() => 0), sum: 0, count: 0 };
    this.#values.set(key, held);
    held.sum += seconds;
    held.count += 1;
    for (const [index, bound] of BOUNDS.entries()) {
      if (seconds <= bound) held.buckets[index] = (held.buckets[index] ?? 0) + 1;
    }
  }

  toString(): string {
    const lines = [...this.#values].map(([labels, { buckets, sum, count }]) => {
      const within = [...BOUNDS.map(String), '+Inf'].map((bound, index) => {
        return `${this.#name}_bucket{${labels},le="${bound}"} ${buckets[index] ?? count}\n`;
      });
      return `${within.join('')}${this.#name}_sum{${labels}} ${sum}\n${this.#name}_count{${labels}} ${count}\n`;
    });
    return this.#head + lines.join('');
  }
}

function headOf(name: string, type: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

/** The values are ours: none has a quote or a line break. */
function textOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
