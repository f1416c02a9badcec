import { AgentChatError } from '@agent-chat/protocol';

/**
 * The body as text, counted while it arrives: what is beyond the limit is never kept.
 *
 * @throws AgentChatError `PayloadTooLarge`; `InvalidRequest` when it is not UTF-8;
 * `ConnectionLost` when it ends before its end
 */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return '';
  const reader = request.body.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await next(reader);
    bytes += value?.byteLength ?? 0;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw tooLarge(maxBytes);
    }
    try {
      text += decoder.decode(value, { stream: !done });
    } catch (cause) {
      throw new AgentChatError('InvalidRequest', 'The body is not UTF-8.', { cause });
    }
    if (done) return text;
  }
}

async function next(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
  try {
    return await reader.read();
  } catch (cause) {
    throw new AgentChatError('ConnectionLost', 'The body was cut off.', { cause });
  }
}

function tooLarge(maxBytes: number): AgentChatError {
  return new AgentChatError('PayloadTooLarge', `A request may hold at most ${maxBytes} bytes.`, {
    details: { maxBytes },
  });
}
