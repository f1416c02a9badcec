import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import type { MessageItem } from '@agent-chat/client';
import { selectView } from '@agent-chat/client';
import { ConversationScript } from '../test-support/conversation-script.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { estimateHeight } from './row-estimate.js';

/** How high the row of such an answer would be. */
function heightOf(text: string): number {
  const client = new ScriptedClient(new ConversationScript().says('Go').answers(text));
  const item = selectView(client.getState()).at(-1) as MessageItem;
  return estimateHeight({ kind: 'message', key: 'm1', item } as never, 600);
}

describe('the height that a row will have', () => {
  const line = `${'word '.repeat(6)}\n`;

  it('grows with the lines of its text', () => {
    const [few, many] = [heightOf(line.repeat(10)), heightOf(line.repeat(1_000))];
    expect(heightOf('')).to.be.below(few);
    expect((many - heightOf('')) / (few - heightOf(''))).to.be.within(90, 110);
  });

  it('is known from the beginning of a text of megabytes, whatever the rest of it is', () => {
    const begin = line.repeat(2_000);
    const rest = 1_000_000;
    expect(heightOf(begin + 'x'.repeat(rest))).to.equal(heightOf(begin + '\n'.repeat(rest)));
    expect(heightOf(begin + 'x'.repeat(rest))).to.be.above(heightOf(begin) * 10);
  });
});
