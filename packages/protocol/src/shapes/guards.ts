import type { Card } from '../cards/card.js';
import type { PublicInterface } from '../contract/methods/interface.js';
import type { ConversationEvent, KnownEvent, KnownEventType } from '../events/event.js';
import type { MessagePayload, Part } from '../events/message.js';
import type { ControlFrame, ControlFrameKind, Frame } from '../frames/frame.js';
import type { ErrorBody } from '../values/error-body.js';
import type { RpcNotification, RpcRequest, RpcResponse } from '../wire/rpc.js';
import { fits, isObject } from './fault-of.js';
import type { Shape } from './shape.js';
import {
  CARD,
  CONVERSATION_EVENT,
  ERROR_BODY,
  FRAMES,
  MESSAGE_PAYLOAD,
  PART,
  PAYLOADS,
  PUBLIC_INTERFACE,
  RPC_NOTIFICATION,
  RPC_REQUEST,
  RPC_RESPONSE,
} from './shapes.generated.js';

// What `check` says of these schemas, without the schema library: for programs that must be small.

export function isConversationEvent(value: unknown): value is ConversationEvent {
  return fits(CONVERSATION_EVENT, value);
}

/** Whether a value is the payload of an event of `type`. */
export function isPayload<T extends KnownEventType>(
  type: T,
  value: unknown,
): value is Extract<KnownEvent, { type: T }>['payload'] {
  return fits(PAYLOADS[type], value);
}

const EVENT_FRAME: Shape = [
  'object',
  {
    data: CONVERSATION_EVENT,
    json: ['optional', ['string']],
    seq: ['optional', ['integer']],
    position: ['optional', ['string']],
  },
];

/** Whether a value is a frame, `{kind, data}`, of a kind that this version knows. */
export function isFrame(value: unknown): value is Frame {
  if (!isObject(value)) return false;
  const { kind, data } = value;
  if (kind === 'event') return fits(EVENT_FRAME, value);
  return (
    typeof kind === 'string' && Object.hasOwn(FRAMES, kind) && fits(FRAMES[kind as ControlFrameKind], data)
  );
}

/** Whether a value is the data of a frame of `kind`, as `draft`; that of `event` is a `ConversationEvent`. */
export function isFrameData<K extends ControlFrameKind>(
  kind: K,
  value: unknown,
): value is Extract<ControlFrame, { kind: K }>['data'] {
  return fits(FRAMES[kind], value);
}

export function isCard(value: unknown): value is Card {
  return fits(CARD, value);
}

export function isMessagePayload(value: unknown): value is MessagePayload {
  return fits(MESSAGE_PAYLOAD, value);
}

export function isPart(value: unknown): value is Part {
  return fits(PART, value);
}

export function isErrorBody(value: unknown): value is ErrorBody {
  return fits(ERROR_BODY, value);
}

export function isPublicInterface(value: unknown): value is PublicInterface {
  return fits(PUBLIC_INTERFACE, value);
}

export function isRpcRequest(value: unknown): value is RpcRequest {
  return fits(RPC_REQUEST, value);
}

export function isRpcNotification(value: unknown): value is RpcNotification {
  return fits(RPC_NOTIFICATION, value);
}

export function isRpcResponse(value: unknown): value is RpcResponse {
  return fits(RPC_RESPONSE, value);
}
