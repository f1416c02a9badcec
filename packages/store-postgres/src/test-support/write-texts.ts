import { appendOf } from '@agent-chat/store-test-support';
import type { EventStore } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';

export interface Writer {
  readonly events: EventStore;
  readonly conversationId: string;
  /** Unique among all writers: it names the author of the keys. */
  readonly author: string;
  /** Called for each text that was acknowledged. */
  readonly onAcknowledged?: (text: string) => void;
  /** Called for each append that was refused with a typed error; the same text is then tried again. */
  readonly onFailed?: (error: AgentChatError) => Promise<void>;
}

/**
 * Appends `<author> 0`, `<author> 1` … until `until` says so, as a caller does that retries by key:
 * a conflict is decided again, a failed append is repeated.
 */
export async function writeTexts(writer: Writer, until: (written: number) => boolean): Promise<number> {
  const { events, conversationId, author } = writer;
  let expectedSeq = 0;
  let written = 0;
  while (!until(written)) {
    const text = `${author} ${written}`;
    const key = { author, requestId: text, paramsHash: text, resultJson: '{}' };
    try {
      const result = await events.append(appendOf({ conversationId, expectedSeq, text, key }));
      if (result.status === 'conflict') {
        expectedSeq += result.missing.length;
        continue;
      }
      if (result.status === 'stale_fence') throw new Error('There is no fence here.');
      // A duplicate was written by an attempt whose answer was lost.
      if (result.status === 'appended') expectedSeq += 1;
      writer.onAcknowledged?.(text);
      written += 1;
    } catch (error) {
      if (!AgentChatError.isInstance(error) || writer.onFailed === undefined) throw error;
      await writer.onFailed(error);
    }
  }
  return written;
}
