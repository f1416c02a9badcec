import type { AgentMessageList } from '../message-list/message-list.js';
import { laidOut, listFor, scroller, settled } from './list-fixture.js';
import { longLog, partialClient } from './long-conversation.js';
import { nextFrame } from './next-frame.js';
import { waitUntil } from './wait-until.js';

const MESSAGES = 200;
/** They fill two boxes: more than is rendered ahead, and so little that the list asks for what is older. */
const KNOWN = 8;
const PAGE = 100;

/** A list at its end that has asked for older messages, and what lets them come. */
export async function listBeforeHistory(): Promise<{
  readonly list: AgentMessageList;
  readonly bringOlder: () => Promise<void>;
}> {
  const client = partialClient(longLog(MESSAGES), KNOWN, PAGE);
  const { answerOlder } = client;
  let letCome = (): void => {};
  const isLetCome = new Promise<void>((resolve) => (letCome = resolve));
  client.answerOlder = async () => {
    client.update({ history: { status: 'loading', error: null } });
    await isLetCome;
    await answerOlder();
  };
  const list = await listFor(client);
  list.style.blockSize = `${scroller(list).scrollHeight / 2}px`;
  await waitUntil(() => client.commands.length > 0);
  // What is laid out late would have the list look after its end.
  await laidOut(list);
  const bringOlder = async (): Promise<void> => {
    letCome();
    await waitUntil(() => client.getState().history.status !== 'loading');
    await settled(list);
    await nextFrame();
  };
  return { list, bringOlder };
}
