import type { ErrorBody } from './error-body.js';

/**
 * Every error code of the contract, with the HTTP status that carries it and whether the same
 * request may succeed later without a change (`retryable`). Codes are stable: clients switch on them.
 */
const ERROR_TABLE = {
  InvalidRequest: { status: 400, retryable: false },
  InvalidCursor: { status: 400, retryable: false },
  InvalidAudience: { status: 400, retryable: false },
  InvalidMessage: { status: 400, retryable: false },
  InvalidPolicy: { status: 400, retryable: false },
  Unauthorized: { status: 401, retryable: false },
  Forbidden: { status: 403, retryable: false },
  NotOnRoster: { status: 403, retryable: false },
  UnknownConversation: { status: 404, retryable: false },
  UnknownInterface: { status: 404, retryable: false },
  UnknownMethod: { status: 404, retryable: false },
  UnknownMessage: { status: 404, retryable: false },
  UnknownAction: { status: 404, retryable: false },
  UnknownApproval: { status: 404, retryable: false },
  UnknownAttachment: { status: 404, retryable: false },
  UnknownReservation: { status: 404, retryable: false },
  UnknownRun: { status: 404, retryable: false },
  UnknownToolCall: { status: 404, retryable: false },
  UnknownRoute: { status: 404, retryable: false },
  CasConflict: { status: 409, retryable: false },
  TurnOpen: { status: 409, retryable: true },
  TurnClosed: { status: 409, retryable: false },
  ConversationEnded: { status: 409, retryable: false },
  ConversationExists: { status: 409, retryable: false },
  IdempotencyMismatch: { status: 409, retryable: false },
  StaleFence: { status: 409, retryable: false },
  NotDue: { status: 409, retryable: false },
  LeaseHeld: { status: 409, retryable: true },
  Paused: { status: 409, retryable: false },
  ApprovalClosed: { status: 409, retryable: false },
  ApprovalExpired: { status: 409, retryable: false },
  ApprovalMismatch: { status: 409, retryable: false },
  PolicyViolation: { status: 409, retryable: false },
  BudgetExceeded: { status: 409, retryable: false },
  ToolMayNotRepeat: { status: 409, retryable: false },
  RunClosed: { status: 409, retryable: false },
  ConversationGone: { status: 410, retryable: false },
  PayloadTooLarge: { status: 413, retryable: false },
  UnsupportedMediaType: { status: 415, retryable: false },
  RateLimited: { status: 429, retryable: true },
  RequestTimeout: { status: 408, retryable: true },
  Internal: { status: 500, retryable: true },
  StoreDamaged: { status: 500, retryable: false },
  StoreNewer: { status: 500, retryable: false },
  StoreInUse: { status: 500, retryable: false },
  StoreUnwritable: { status: 500, retryable: false },
  InvalidConfiguration: { status: 500, retryable: false },
  Unavailable: { status: 503, retryable: true },
  Aborted: { status: 499, retryable: true },
  ConnectionLost: { status: 503, retryable: true },
  UnknownTransport: { status: 400, retryable: false },
  MalformedFrame: { status: 502, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

/** A stable, documented code; see `docs/protocol.md` for the meaning of each. */
export type ErrorCode = keyof typeof ERROR_TABLE;

/** All codes, in the order of the documentation. */
export const ERROR_CODES = Object.keys(ERROR_TABLE) as readonly ErrorCode[];

const brand = Symbol.for('@agent-chat/error');

/**
 * The one error class of the SDK. It carries plain data, never live state, so that it can be
 * logged, sent and compared. Use `isInstance` rather than `instanceof`: a page or a server may
 * hold two copies of the package.
 */
export class AgentChatError extends Error {
  override readonly name = 'AgentChatError';
  readonly code: ErrorCode;
  /** Machine-readable facts, for example `{ expected, actual }` of a `CasConflict`. */
  readonly details: unknown;
  readonly retryable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: unknown; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.retryable = options.retryable ?? ERROR_TABLE[code].retryable;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether `value` is an `AgentChatError`, also one of another copy of this package. */
  static isInstance(value: unknown): value is AgentChatError {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /**
   * The error that a wire form stands for. A code that this version does not know becomes
   * `Internal`, with the unknown code in `details.code`.
   */
  static fromBody(body: ErrorBody, cause?: unknown): AgentChatError {
    const { code, message, details, retryable } = body;
    return isErrorCode(code)
      ? new AgentChatError(code, message, { details, retryable, cause })
      : new AgentChatError('Internal', message, { details: { code, details }, retryable, cause });
  }

  /**
   * `value` itself when it is an `AgentChatError`, else an `Internal` that names nothing of the
   * fault: what the message of a foreign error says stays in `cause`, on this side of the wire.
   */
  static from(value: unknown): AgentChatError {
    if (AgentChatError.isInstance(value)) return value;
    return new AgentChatError('Internal', 'Something went wrong on our side.', { cause: value });
  }

  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.details === undefined ? {} : { details: this.details }),
      retryable: this.retryable,
    };
  }

  toJSON(): ErrorBody {
    return this.toBody();
  }
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_TABLE, code);
}

/** The HTTP status that carries `code`. */
export function errorStatus(code: ErrorCode): number {
  return ERROR_TABLE[code].status;
}
