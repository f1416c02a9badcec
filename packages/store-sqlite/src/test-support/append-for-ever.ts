// A program that is killed: several writers append without end, each to the conversation that it
// shares with others, and a line `<writer> <operation>` says that an operation was acknowledged.
// It also ends when its input does, so that it never outlives a test.
//   append-for-ever.ts <folder> <durability> <conversations> <first operation of writer 0> <of writer 1> …
// Writers take turns on the conversations.
import { appendOf, sayLine } from '@agent-chat/store-test-support';
import { createSqliteStore } from '../sqlite-store.js';

const [folder = '', durability, conversations, ...firsts] = process.argv.slice(2);
const store = await createSqliteStore({ folder, durability: durability === 'normal' ? 'normal' : 'full' });

process.stdin.on('end', () => process.exit(0)).resume();

async function write(writer: number, first: number): Promise<void> {
  const conversationId = `conversation-${writer % Number(conversations)}`;
  let expectedSeq = 0;
  for (let operation = first; ; ) {
    const text = `${writer} ${operation}`;
    const key = { author: `writer-${writer}`, requestId: text, paramsHash: text, resultJson: '{}' };
    const result = await store.events.append(appendOf({ conversationId, expectedSeq, text, key }));
    if (result.status === 'conflict') {
      expectedSeq += result.missing.length;
      continue;
    }
    if (result.status === 'stale_fence') throw new Error('There is no fence here.');
    // A duplicate was written by the process before, which was killed before it could say so.
    sayLine(text);
    if (result.status === 'appended') expectedSeq += 1;
    operation += 1;
  }
}

await Promise.all(firsts.map((first, writer) => write(writer, Number(first))));
