import type { ErrorBody } from './error-body.js';

/**
 * Every error code of the contract, with the HTTP status that carries it. Codes are stable: clients
 * switch on them.
 */
const ERROR_STATUS = {
  InvalidRequest: 400,
  InvalidCursor: 400,
  InvalidAudience: 400,
  InvalidMessage: 400,
  InvalidPolicy: 400,
  Unauthorized: 401,
  SessionExpired: 401,
  SessionEnded: 401,
  InvalidIdentity: 401,
  Forbidden: 403,
  NotOnRoster: 403,
  UnknownConversation: 404,
  UnknownInterface: 404,
  UnknownMethod: 404,
  UnknownMessage: 404,
  UnknownAction: 404,
  UnknownApproval: 404,
  UnknownAttachment: 404,
  UnknownReservation: 404,
  UnknownRun: 404,
  UnknownToolCall: 404,
  UnknownRoute: 404,
  CasConflict: 409,
  TurnOpen: 409,
  TurnClosed: 409,
  ConversationEnded: 409,
  ConversationExists: 409,
  IdempotencyMismatch: 409,
  StaleFence: 409,
  NotDue: 409,
  LeaseHeld: 409,
  Paused: 409,
  ApprovalClosed: 409,
  ApprovalExpired: 409,
  ApprovalMismatch: 409,
  PolicyViolation: 409,
  BudgetExceeded: 409,
  ToolMayNotRepeat: 409,
  RunClosed: 409,
  ConversationGone: 410,
  PayloadTooLarge: 413,
  UnsupportedMediaType: 415,
  RateLimited: 429,
  RequestTimeout: 408,
  Internal: 500,
  StoreDamaged: 500,
  StoreNewer: 500,
  StoreInUse: 500,
  StoreUnwritable: 500,
  InvalidConfiguration: 500,
  Unavailable: 503,
  Aborted: 499,
  ConnectionLost: 503,
  UnknownTransport: 400,
  MalformedFrame: 502,
} as const satisfies Record<string, number>;

/** A stable, documented code; see `docs/protocol.md` for the meaning of each. */
export type ErrorCode = keyof typeof ERROR_STATUS;

/** Those after which the same request may succeed later without a change. */
const RETRYABLE: readonly ErrorCode[] = [
  'TurnOpen',
  'LeaseHeld',
  'RateLimited',
  'RequestTimeout',
  'Internal',
  'Unavailable',
  'Aborted',
  'ConnectionLost',
  'MalformedFrame',
];

/** All codes, in the order of the documentation. */
export const ERROR_CODES = Object.keys(ERROR_STATUS) as readonly ErrorCode[];

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
    this.retryable = options.retryable ?? RETRYABLE.includes(code);
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
  return Object.hasOwn(ERROR_STATUS, code);
}

/** The HTTP status that carries `code`. */
export function errorStatus(code: ErrorCode): number {
  return ERROR_STATUS[code];
}
