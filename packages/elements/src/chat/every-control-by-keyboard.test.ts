import { expect } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { arriveAt, chatWith, focused, focusedElement } from '../test-support/by-keyboard.js';
import { FULL } from '../test-support/full-test.js';
import { nextFrame } from '../test-support/next-frame.js';
import { randomFrom } from '../test-support/random-markdown.js';
import { waitUntil } from '../test-support/wait-until.js';
import { WALKS } from '../test-support/walks/all-walks.js';
import { type PlannedWalk, type Walk, within } from '../test-support/walks/walk.js';
import '../define.js';

const SEED = 20_261_123;

/** All walks, or every other one that a seed draws. */
function drawn(): readonly (readonly [name: string, planned: PlannedWalk])[] {
  const random = randomFrom(SEED);
  return Object.entries(WALKS).filter(() => FULL || random() < 0.5);
}

/** What a page may have to answer for. */
const HEARD = [
  ...['agent-chat-new-conversation', 'agent-chat-select-conversation', 'agent-chat-rename-conversation'],
  'agent-chat-settings',
];

async function go({ client, chat: wishes, width, ...walk }: Walk, used: Set<string>): Promise<void> {
  const chat = await chatWith(client, wishes, width);
  const given = () => client?.commands ?? [];
  const heard: string[] = [];
  for (const name of HEARD) chat.addEventListener(name, ({ type }) => heard.push(type));
  const list = (): HTMLElement | null => within(chat, 'agent-message-list', '[part~=content]');
  await waitUntil(() => client === null || list() !== null, 'the list');
  for (const step of walk.steps) await step({ chat, used });
  await waitUntil(() => given().length >= walk.commands.length, 'the command');
  walk.after?.();
  await waitUntil(() => walk.holds?.(chat) ?? true, 'what was to come of it');
  await arriveAt(walk.focus);
  // What is disabled, or goes away, loses the focus with the next frame, not before.
  await nextFrame();
  await nextFrame();
  expect(focused()).to.match(walk.focus);
  expect(focusedElement()?.matches(':disabled')).to.equal(false);
  expect(given().map(([method, ...args]) => [method, ...args.slice(0, 2)])).to.deep.equal(walk.commands);
  expect([...new Set(heard)]).to.deep.equal(walk.heard ?? []);
}

// That there is a walk for every control of every story, `every-story.test.ts` sees to.
describe('by keyboard alone a person has', () => {
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
  });

  it.each(drawn())('%s', async (_, { controls, begin }) => {
    const walk = await begin();
    const used = new Set<string>();
    try {
      await go(walk, used);
    } finally {
      walk.end?.();
    }
    expect([...used]).to.have.members(controls);
  });
});
