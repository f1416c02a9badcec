/**
 * Server-sent events as the HTML standard defines them (section "Server-sent events"), the
 * encoding side. Every field value here is a single line: JSON has no raw line break.
 */

/**
 * One event block: `event:` is the frame's kind, `id:` the cursor after it, or its position on the stream
 * of all conversations. Blocks that move no reader have none.
 */
export function encodeSseEvent(kind: string, json: string, id?: string): string {
  return id === undefined
    ? `event: ${kind}\ndata: ${json}\n\n`
    : `id: ${id}\nevent: ${kind}\ndata: ${json}\n\n`;
}

/** A comment: it keeps proxies and half-open detection happy, and reaches no handler. */
export function encodeSseComment(text: string): string {
  return `: ${text}\n\n`;
}

/** How long a standard client waits before it reconnects. */
export function encodeSseRetry(retryMs: number): string {
  return `retry: ${retryMs}\n\n`;
}
