import type { Card } from '../cards/card.js';
import type { PublicInterface } from '../contract/methods/interface.js';
import type { ConversationEvent } from '../events/event.js';
import type { MessagePayload, Part } from '../events/message.js';
import type { ErrorBody } from '../values/error-body.js';
import type { RpcNotification, RpcRequest, RpcResponse } from '../wire/rpc.js';
import { fits } from './fault-of.js';
import {
  CARD,
  CONVERSATION_EVENT,
  ERROR_BODY,
  MESSAGE_PAYLOAD,
  PART,
  PUBLIC_INTERFACE,
  RPC_NOTIFICATION,
  RPC_REQUEST,
  RPC_RESPONSE,
} from './shapes.generated.js';

// What `check` says of these schemas, without the schema library: for programs that must be small.

export function isConversationEvent(value: unknown): value is ConversationEvent {
  return fits(CONVERSATION_EVENT, value);
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
