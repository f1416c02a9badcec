import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { closingOf, runTurn, TestLog, textOfMessage } from '../test-support/test-log.js';
import { createGuide } from './create-guide.js';
import type { GuideDocument } from './document.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const paths = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .sort();
const documents = ['README.md', ...paths.map((path) => `docs/${path}`)].map((path): GuideDocument => {
  const markdown = readFileSync(`${root}${path}`, 'utf8');
  return { path, title: /^# (.+)$/m.exec(markdown)?.[1] ?? path, markdown, url: `/${path}` };
});

const guide = createGuide({ documents, subject: 'Agent Chat', paceMs: 0 });

async function ask(question: string) {
  const closing = closingOf(await runTurn(guide, new TestLog().say(question).open()));
  return { closing, text: textOfMessage(closing) };
}

describe('this repository, README and documentation,', () => {
  it.each([
    ['What is Agent Chat?', /SDK/],
    ['What is a turn?', /run of events/],
    ['What is a draft?', /still being written/],
    ['How does a client resume after a cut?', /subscribes again/],
    ['what does CasConflict mean?', /older state of the conversation/],
    ['How do I stop an answer?', /stop button|graceful/],
    ['How do I embed the chat in my page?', /agent-chat/],
    ['How do I use a model of my own?', /ModelPort|createAgent/],
    ['How do I theme it dark?', /theme="dark"/],
    ['dark mode', /theme="dark"/],
    ['How do I deploy this to production?', /behind a proxy/],
    ['Is my data sent anywhere?', /Nothing is sent to anyone/],
    ['What is this?', /is an SDK/],
    ['What is not there yet?', /- wrappers for React[^]*- bridges that let others in/],
    ['How do I write my own agent?', /^\*\*Write your own agent\*\*[^]*?```ts\n[^]*AgentRunner/],
    ['What is a card?', /^\*\*Cards\*\*[^]*A card is a piece of a message/],
    ['How do I add a tool?', /^\*\*Define a tool\*\*/],
    ['How do I connect my own database?', /\*\*Write your own store\*\*/],
    ['Can I use Python?', /^\*\*Can I use Python or another language\?\*\*/],
    ['Is a tool run twice when the process crashes?', /not run again/],
  ])('answers: %s', async (question, expected) => {
    const { text, closing } = await ask(question);
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/I do not know/);
    expect(closing.parts.some((part) => part.type === 'text' && (part.citations?.length ?? 0) > 0)).toBe(
      true,
    );
  });

  it.each(['What is the capital of France?', 'How do I bake bread?', 'Who won the world cup?'])(
    'does not pretend to answer: %s',
    async (question) => {
      expect((await ask(question)).text).toMatch(/^I do not know that\./);
    },
  );

  it('says what it is once, in at most two sections', async () => {
    const { text } = await ask('What is Agent Chat?');
    expect(text.match(/is an SDK in TypeScript/g)).toHaveLength(1);
    expect(text.match(/^\*\*.*\[\d\]$/gm)?.length).toBeLessThanOrEqual(2);
  });

  it('suggests what a newcomer asks, and answers each suggestion', async () => {
    const { text } = await ask('hello');
    const questions = [...text.matchAll(/^- “(.+)”$/gm)].map((match) => match[1] ?? '');
    expect(questions).toEqual([
      'What is Agent Chat?',
      'How do I embed the chat in my page?',
      'How do I write my own agent?',
      'Show me the packages as a table',
    ]);
    for (const question of questions) {
      expect((await ask(question)).text).not.toMatch(/I do not know|This may be/);
    }
  });

  it.each(['packages', 'error codes', 'guarantees'])('has a table of the %s', async (topic) => {
    const { closing } = await ask(`Show me the ${topic} as a table`);
    const card = closing.parts.find((part) => part.type === 'card')?.card;
    expect(card?.data).toMatchObject({ rows: expect.arrayContaining([expect.anything()]) });
  });

  it('is answered from in a few seconds of reading', async () => {
    for (const question of ['What is a turn?', 'How do errors work?', 'How do I write a runner?']) {
      const words = (await ask(question)).text.split(/\s+/).length;
      expect(words).toBeGreaterThan(20);
      expect(words).toBeLessThan(700);
    }
  });
});
