import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/sdk/types.js';
import type { ToolContext } from '../tools/tool.js';
import { ToolError } from '../tools/tool-error.js';

/**
 * What a call to a server gives an agent: the structured content where the tool has a schema for it, the
 * text where there is nothing else, or else every block of it, with its pictures, sounds and other files as
 * attachments.
 *
 * @param tool names what is kept
 * @throws ToolError `mcp_error` with what the server says of a call that failed
 */
export async function outputOf(
  { server, tool }: { readonly server: string; readonly tool: string },
  result: CallToolResult,
  keepFile: ToolContext['keepFile'],
): Promise<unknown> {
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
  const keep = (base64: string, contentType: string, place: number) => {
    const name = `${server}__${tool}-${place + 1}.${endingOf(contentType)}`;
    return keepFile({ name, contentType, bytes: Buffer.from(base64, 'base64') });
  };
  return { content: await Promise.all(content.map((block, place) => plain(block, place, keep))) };
}

/** Without what is only for the screen of another client, and without bytes. */
async function plain(
  block: ContentBlock,
  place: number,
  keep: (base64: string, contentType: string, place: number) => ReturnType<ToolContext['keepFile']>,
): Promise<unknown> {
  const { _meta: _, annotations: __, ...rest } = block;
  switch (rest.type) {
    case 'image':
    case 'audio':
      return { type: rest.type, ...(await keep(rest.data, rest.mimeType, place)) };
    case 'resource': {
      if (!('blob' in rest.resource)) return rest;
      const { uri, mimeType = 'application/octet-stream', blob } = rest.resource;
      return { type: rest.type, resource: { uri, ...(await keep(blob, mimeType, place)) } };
    }
    default:
      return rest;
  }
}

/** Of `image/svg+xml` it is `svg`. */
function endingOf(contentType: string): string {
  return /\/([a-z0-9]{1,10})(?:[+;]|$)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'bin';
}
