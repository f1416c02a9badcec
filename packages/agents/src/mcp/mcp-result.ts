import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/sdk/types.js';
import { ToolError } from '../tools/tool-error.js';

/**
 * What a call to a server gives an agent: the structured content where the tool has a schema for it, the
 * text where there is nothing else, or else every block of it, whole.
 *
 * @throws ToolError `mcp_error` with what the server says of a call that failed
 */
export function outputOf(server: string, result: CallToolResult): unknown {
  const { content, structuredContent, isError = false } = result;
  if (isError) {
    const said = content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
    throw new ToolError(said === '' ? `The server "${server}" says that it failed.` : said, {
      code: 'mcp_error',
    });
  }
  if (structuredContent !== undefined) return structuredContent;
  if (content.every((block) => block.type === 'text')) {
    return content.map(({ text }) => text).join('\n');
  }
  return { content: content.map(plain) };
}

/** Without what is only for the screen of another client. */
function plain(block: ContentBlock): unknown {
  const { _meta: _, annotations: __, ...rest } = block;
  return rest;
}
