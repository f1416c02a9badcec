import type { ErrorBody } from './error-body.js';

/** Every error code of the contract. Codes are stable: clients switch on them. */
export const ERROR_CODES = [
  'InvalidRequest',
  'InvalidCursor',
  'InvalidAudience',
  'InvalidMessage',
  'InvalidPolicy',
  'InvalidSlug',
  'Unauthorized',
  'SessionExpired',
  'SessionEnded',
  'InvalidIdentity',
  'Forbidden',
  'NotOnRoster',
  'UnknownConversation',
  'UnknownInterface',
  'UnknownScenario',
  'UnknownAgent',
  'UnknownSession',
  'UnknownMethod',
  'UnknownMessage',
  'UnknownAction',
  'UnknownApproval',
  'UnknownAttachment',
  'UnknownReservation',
  'UnknownRun',
  'UnknownToolCall',
  'UnknownRoute',
  'CasConflict',
  'TurnOpen',
  'TurnClosed',
  'ConversationEnded',
  'ConversationExists',
  'SlugTaken',
  'ScenarioExists',
  'IdempotencyMismatch',
  'StaleFence',
  'NotDue',
  'LeaseHeld',
  'Paused',
  'ApprovalClosed',
  'ApprovalExpired',
  'ApprovalMismatch',
  'PolicyViolation',
  'BudgetExceeded',
  'ToolMayNotRepeat',
  'RunClosed',
  'PersonaFixed',
  'AttachmentHeld',
  'ConversationGone',
  'PayloadTooLarge',
  'UnsupportedMediaType',
  'RateLimited',
  'RequestTimeout',
  'Internal',
  'StoreDamaged',
  'StoreNewer',
  'StoreInUse',
  'StoreUnwritable',
  'InvalidConfiguration',
  'Unavailable',
  'Aborted',
  'ConnectionLost',
  'UnknownTransport',
  'MalformedFrame',
] as const;

/** A stable, documented code; see `docs/errors.md` for the meaning of each. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Those after which the same request may succeed later without a change. */
const RETRYABLE: readonly ErrorCode[] = [
  'TurnOpen',
  'LeaseHeld',
  'AttachmentHeld',
  'RateLimited',
  'RequestTimeout',
  'Internal',
  'Unavailable',
  'Aborted',
  'ConnectionLost',
  'MalformedFrame',
];

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
  return (ERROR_CODES as readonly string[]).includes(code);
}
