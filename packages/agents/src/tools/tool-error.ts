const brand = Symbol.for('@agent-chat/tool-error');

/**
 * Thrown by a tool to tell the model, and everyone who reads the log, what went wrong. The
 * message of any other error stays on this side: it may name what outsiders must not know.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  /** Of the tool's own choosing; default `tool_failed`. */
  readonly code: string;
  readonly retryable: boolean;
  /** JSON. */
  readonly details: unknown;

  constructor(
    message: string,
    options: { code?: string; retryable?: boolean; details?: unknown; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code ?? 'tool_failed';
    this.retryable = options.retryable ?? false;
    this.details = options.details;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether `value` is a `ToolError`, also one of another copy of this package. */
  static isInstance(value: unknown): value is ToolError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
