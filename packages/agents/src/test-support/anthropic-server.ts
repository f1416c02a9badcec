import type { ServerResponse } from 'node:http';
import { listen, type TestServer } from './providers.js';

/** A block of content as the Messages API has it, in requests and in answers. */
export type AnthropicBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: object }
  | { readonly type: 'tool_result'; readonly tool_use_id: string };

export interface AnthropicRequest {
  readonly thinking?: { readonly type: string };
  readonly messages: readonly {
    readonly role: 'user' | 'assistant';
    readonly content: readonly AnthropicBlock[];
  }[];
}

export interface AnthropicServer extends TestServer {
  /** Those that were taken and those that were refused, in order. */
  readonly requests: readonly AnthropicRequest[];
}

/**
 * Answers as the Messages API does, with the blocks of `answer`, and refuses what it refuses: texts of white
 * space, and under `thinking: { type: 'enabled' }` calls that no thinking goes before.
 */
export async function anthropicServer(
  answer: (request: AnthropicRequest) => readonly AnthropicBlock[],
): Promise<AnthropicServer> {
  const requests: AnthropicRequest[] = [];
  const server = await listen(async (incoming, response) => {
    const body: Uint8Array[] = [];
    for await (const chunk of incoming) body.push(chunk as Uint8Array);
    const request = JSON.parse(Buffer.concat(body).toString()) as AnthropicRequest;
    requests.push(request);
    const fault = faultOf(request);
    if (fault === null) return stream(response, answer(request));
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: fault } }));
  });
  return { ...server, requests };
}

function faultOf({ messages, thinking }: AnthropicRequest): string | null {
  for (const { content } of messages) {
    if (content.some((block) => block.type === 'text' && block.text.trim() === '')) {
      return 'messages: text content blocks must contain non-whitespace text';
    }
  }
  const last = messages.findLast(({ role }) => role === 'assistant')?.content ?? [];
  const calls = last.some(({ type }) => type === 'tool_use');
  if (thinking?.type === 'enabled' && calls && last[0]?.type !== 'thinking') {
    return `messages.1.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${last[0]?.type ?? 'nothing'}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block.`;
  }
  return null;
}

function stream(response: ServerResponse, blocks: readonly AnthropicBlock[]): void {
  const calls = blocks.some(({ type }) => type === 'tool_use');
  const events = [
    {
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude',
        content: [],
        stop_reason: null,
        usage: { input_tokens: 10, output_tokens: 1 },
      },
    },
    ...blocks.flatMap((block, index) => [
      { type: 'content_block_start', index, content_block: emptied(block) },
      ...deltasOf(block).map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    {
      type: 'message_delta',
      delta: { stop_reason: calls ? 'tool_use' : 'end_turn', stop_sequence: null },
      usage: { output_tokens: 5 },
    },
    { type: 'message_stop' },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
}

function emptied(block: AnthropicBlock): object {
  switch (block.type) {
    case 'text':
      return { ...block, text: '' };
    case 'thinking':
      return { ...block, thinking: '', signature: '' };
    case 'tool_use':
      return { ...block, input: {} };
    case 'tool_result':
      return block;
  }
}

function deltasOf(block: AnthropicBlock): readonly object[] {
  switch (block.type) {
    case 'text':
      return [{ type: 'text_delta', text: block.text }];
    case 'thinking':
      return [
        { type: 'thinking_delta', thinking: block.thinking },
        { type: 'signature_delta', signature: block.signature },
      ];
    case 'tool_use':
      return [{ type: 'input_json_delta', partial_json: JSON.stringify(block.input) }];
    case 'tool_result':
      return [];
  }
}
