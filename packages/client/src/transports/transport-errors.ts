import { AgentChatError } from '@agent-chat/protocol';

export function connectionLost(message: string, cause?: unknown, details?: object): AgentChatError {
  return new AgentChatError('ConnectionLost', message, { cause, ...(details && { details }) });
}

export function malformed(message: string, cause?: unknown): AgentChatError {
  return new AgentChatError('MalformedFrame', message, { cause });
}

export function aborted(cause?: unknown): AgentChatError {
  return new AgentChatError('Aborted', 'It was called off on this side.', { cause });
}

/** The JSON value of `text`. @throws AgentChatError `MalformedFrame` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed('What arrived is not JSON.', cause);
  }
}
