// A program: opens the store in a folder, says so, and appends long events until it may not.
//   open-and-append.ts <folder> <most appends>
// As root it first becomes nobody, so that permission bits hold for it too. It prints one line of
// JSON for the opening and one for the end: `{ "error": <code or null>, "appended": <number> }`.
import { TENANT, appendOf } from '@agent-chat/store-test-support';
import { AgentChatError } from '@agent-chat/protocol';
import Database from 'better-sqlite3';
import { createSqliteStore } from '../sqlite-store.js';

const NOBODY = 65_534;
const CONVERSATION = 'filling';
const [folder = '', most = '0'] = process.argv.slice(2);

function report(error: unknown, appended: number): void {
  const code = AgentChatError.isInstance(error) ? error.code : error;
  console.log(JSON.stringify({ error: code instanceof Error ? code.message : code, appended }));
}

if (process.getuid?.() === 0) {
  // The driver loads its binary when it is first used, perhaps from where only root may read.
  new Database(':memory:').close();
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
try {
  const store = await createSqliteStore({ folder });
  report(null, 0);
  const record = await store.events.getRecord(TENANT, CONVERSATION);
  const head = record === null || record === 'gone' ? 0 : record.head;
  let appended = 0;
  try {
    while (appended < Number(most)) {
      const text = `${appended} ${'x'.repeat(4_000)}`;
      const request = appendOf({ conversationId: CONVERSATION, expectedSeq: head + appended, text });
      const { status } = await store.events.append(request);
      if (status !== 'appended') throw new Error(`It answered "${status}".`);
      appended += 1;
    }
    report(null, appended);
  } catch (error) {
    report(error, appended);
  }
  await store.close();
} catch (error) {
  report(error, 0);
}
