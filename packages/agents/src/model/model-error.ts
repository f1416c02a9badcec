/** Why a model gave no whole answer, as the `reason.code` of the message's outcome. */
export const MODEL_ERROR_CODES = [
  'provider_auth',
  'provider_error',
  'provider_overloaded',
  'provider_quota',
  'provider_rejected',
  'provider_unreachable',
  'rate_limited',
  'stream_truncated',
] as const;
export type ModelErrorCode = (typeof MODEL_ERROR_CODES)[number];

const brand = Symbol.for('@agent-chat/model-error');

/** What a `ModelPort` rejects with. Plain data; its message is shown to people. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
  /** The provider's HTTP status, where there was one. */
  readonly status: number | null;

  constructor(
    code: ModelErrorCode,
    message: string,
    options: { retryable: boolean; status?: number | null; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.status = options.status ?? null;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether `value` is a `ModelError`, also one of another copy of this package. */
  static isInstance(value: unknown): value is ModelError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
