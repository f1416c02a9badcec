import { AgentChatError } from '@agent-chat/protocol';
import { joinBytes } from '../streams/join-bytes.js';

/**
 * The body as text.
 *
 * @throws AgentChatError as `readBytes`; `InvalidRequest` when it is not UTF-8
 */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  const decode = (bytes?: Uint8Array): void => {
    try {
      text += decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw new AgentChatError('InvalidRequest', 'The body is not UTF-8.', { cause });
    }
  };
  for await (const chunk of chunksOf(request, maxBytes)) decode(chunk);
  decode();
  return text;
}

/**
 * The body as it is.
 *
 * @throws AgentChatError `PayloadTooLarge`; `ConnectionLost` when it ends before its end
 */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(request, maxBytes)) chunks.push(chunk);
  return joinBytes(chunks);
}

/** Counted while it arrives: what is beyond the limit is never kept. */
export async function* chunksOf(
  request: Request,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return;
  const reader = request.body.getReader();
  let bytes = 0;
  for (;;) {
    const { done, value } = await next(reader);
    if (done) return;
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw tooLarge(maxBytes);
    }
    yield value;
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
