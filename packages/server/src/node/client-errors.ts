import type { Server as HttpServer, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AgentChatError } from '@agent-chat/protocol';
import { errorResponse } from '../http/responses.js';
import { endWithResponse } from './raw-response.js';

/** Answers what never became a request: bytes that are no HTTP, headers too large or too slow. */
export function answerClientErrors(http: HttpServer): void {
  const responses = new WeakMap<object, ServerResponse>();
  http.on('request', (incoming, outgoing) => responses.set(incoming.socket, outgoing));
  http.on('clientError', (error: Error & { code?: string }, socket: Socket) => {
    // In the middle of another answer a second one would be taken for a part of it.
    const answer = responses.get(socket);
    const isAnswering = answer?.headersSent === true && !answer.writableFinished;
    if (!socket.writable || isAnswering || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const response = errorResponse(requestError(error.code), statusOf(error.code));
    endWithResponse(socket, response).catch(() => socket.destroy());
  });
}

function requestError(code: string | undefined): AgentChatError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new AgentChatError('RequestTimeout', 'The request took too long to arrive.');
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new AgentChatError('PayloadTooLarge', 'The headers of the request are too large.');
  }
  return new AgentChatError('InvalidRequest', 'This is not an HTTP request.');
}

/** RFC 6585 has a status of its own for headers. */
function statusOf(code: string | undefined): number | undefined {
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : undefined;
}
