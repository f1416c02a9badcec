import { TableCardData } from '@agent-chat/protocol/cards';
import { describe, expect, it } from 'vitest';
import { CORPUS } from '../test-support/corpus.js';
import { instantClock } from '../test-support/manual-clock.js';
import {
  closingOf,
  draftedParts,
  loggedTypes,
  runTurn,
  TestLog,
  textOfMessage,
  type TurnOutput,
} from '../test-support/test-log.js';
import { createGuide } from './create-guide.js';

const guide = createGuide({ documents: CORPUS, subject: 'Crumb', paceMs: 0 });

/** Asks one question after the other in one conversation; the outputs of the last turn. */
async function ask(...questions: string[]) {
  const log = new TestLog();
  let outputs: TurnOutput[] = [];
  for (const question of questions) outputs = await runTurn(guide, log.say(question).open());
  const closing = closingOf(outputs);
  const calls = outputs.flatMap((output) => (output.type === 'tool_call' ? [output] : []));
  return { outputs, closing, text: textOfMessage(closing), calls };
}

describe('a question', () => {
  it('is looked up by a tool, answered from the documents, and the sources are named', async () => {
    const { outputs, closing, text, calls } = await ask('How do I heat the oven for the first time?');
    expect(loggedTypes(outputs)).toEqual(['message', 'tool_call', 'tool_started', 'tool_result', 'message']);
    expect(calls).toMatchObject([
      { name: 'search_docs', args: { query: 'How do I heat the oven for the first time?' } },
    ]);
    expect(text).toContain('**First heat** · *The oven* [1]');
    expect(text).toContain('Call `heat(degrees)`. The oven answers when it is warm.');
    const part = closing.parts.find(({ type }) => type === 'text');
    expect(part).toMatchObject({
      citations: [
        {
          marker: '1',
          title: 'The oven › First heat',
          url: '/docs/oven.md#first-heat',
          excerpt: expect.stringContaining('Call heat(degrees).'),
        },
      ],
    });
    expect(closing).not.toHaveProperty('outcome');
  });

  it('shows its reasoning before the call and after it', async () => {
    const { outputs } = await ask('What does DoorOpen mean?');
    const messages = outputs.flatMap((output) => (output.type === 'message' ? [output] : []));
    expect(messages.map(({ parts }) => parts[0]?.type)).toEqual(['reasoning', 'reasoning']);
    expect(JSON.stringify(messages[0])).toContain('DoorOpen');
    expect(JSON.stringify(messages[1])).toContain('“Errors” in The oven');
  });

  it('cites every marker that it names, and nothing else', async () => {
    for (const question of [
      'oven',
      'heat',
      'What is Crumb?',
      'explain everything about the oven in detail',
    ]) {
      const { closing, text } = await ask(question);
      const markers = [...text.matchAll(/\[(\d+)\]/g)].map((match) => match[1]);
      const cited = closing.parts.flatMap((part) => (part.type === 'text' ? (part.citations ?? []) : []));
      expect(cited.map(({ marker }) => marker)).toEqual(markers);
      expect(markers.length).toBeGreaterThan(0);
    }
  });

  it('streams in words, which are the parts of the message', async () => {
    const { outputs, closing } = await ask('How do I install it?');
    expect(draftedParts(outputs)).toEqual(
      closing.parts.map((part) => ({ type: part.type, text: 'text' in part ? part.text : '' })),
    );
    const words = outputs.flatMap((output) => (output.type === 'draft' ? [output.append] : []));
    expect(words.length).toBeGreaterThan(20);
    expect(words.every((word) => word.trim().split(/\s+/).length === 1)).toBe(true);
  });

  it('may have a shorter or a longer answer', async () => {
    const [short, normal, long] = await Promise.all([
      ask('Briefly, how is the oven heated?'),
      ask('How is the oven heated?'),
      ask('Explain everything about heating the oven in detail'),
    ]);
    expect(short.text.length).toBeLessThan(normal.text.length);
    expect([short, normal, long].map(({ calls }) => calls[0]?.args)).toMatchObject([
      { limit: 1 },
      { limit: 3 },
      { limit: 6 },
    ]);
  });

  it('gets the same answer each time', async () => {
    expect((await ask('heat')).text).toBe((await ask('heat')).text);
  });
});

describe('what the guide does not know', () => {
  it('it says plainly, and what it can answer', async () => {
    const { text, closing } = await ask('What is the capital of France?');
    expect(text).toMatch(/^I do not know that\. I found nothing about “capital” and “France”/);
    expect(text).toContain('“What is Crumb?”');
    expect(text).toContain('“Show me the packages as a table”');
    expect(closing).not.toHaveProperty('outcome');
  });

  it('it points to the nearest sections where a part of the question is known', async () => {
    const { text } = await ask('Does the door dream?');
    expect(text).toMatch(/^I do not know that\..*“dream”/);
    expect(text).toContain('The sections that come closest:\n\n- [');
  });

  it('it says also where the rest of a question can be answered', async () => {
    const { text } = await ask('How do I heat the oven for the first time?');
    expect(text).toContain('Call `heat(degrees)`');
    expect(text).toMatch(/\*The docs do not mention “time”\.\*$/);
  });

  it('without documents it says so', async () => {
    const empty = createGuide({ documents: [], paceMs: 0 });
    for (const question of ['hi', 'What is an oven?', 'show me a table']) {
      const closing = closingOf(await runTurn(empty, new TestLog().say(question).open()));
      expect(textOfMessage(closing)).toContain('I have no documents to answer from');
    }
  });
});

describe('a table', () => {
  const cardOf = (closing: Awaited<ReturnType<typeof ask>>['closing']) => {
    const part = closing.parts.at(-1);
    if (part?.type !== 'card') throw new Error('There is no card.');
    expect(part.card).toMatchObject({ type: 'table', version: 1 });
    return TableCardData.parse(part.card.data);
  };

  it('comes as a card, with the data of the documents', async () => {
    const { closing, text, calls } = await ask('Show the packages as a table');
    expect(calls).toMatchObject([{ name: 'docs_table', args: { query: 'packages' } }]);
    expect(text).toBe('Here is the table from **Packages** in *Crumb* [1], 3 rows.');
    expect(cardOf(closing)).toEqual({
      caption: 'Packages',
      columns: [
        { key: 'c1', label: 'package' },
        { key: 'c2', label: 'what it does' },
        { key: 'c3', label: 'lines', align: 'end' },
      ],
      rows: [
        { c1: 'crumb-oven', c2: 'heats and cools', c3: 1200 },
        { c1: 'crumb-plan', c2: 'plans shifts', c3: 800 },
        { c1: 'crumb-label', c2: 'prints labels', c3: 95 },
      ],
    });
  });

  it('has versions and codes as they are written', async () => {
    const markdown = `# Releases

## Versions

| version | code | loaves | price |
|---|---|---|---|
| 1.9 | 007 | 12 | 1.50 |
| 1.10 | 012 | -3 | 2 |
`;
    const documents = [{ path: 'releases.md', title: 'Releases', url: '/releases.md', markdown }];
    const releases = createGuide({ documents, subject: 'Crumb', paceMs: 0 });
    const closing = closingOf(
      await runTurn(releases, new TestLog().say('Show the versions as a table').open()),
    );
    const { columns, rows } = cardOf(closing);
    expect(columns.map(({ align }) => align)).toEqual([undefined, undefined, 'end', undefined]);
    expect(rows).toEqual([
      { c1: '1.9', c2: '007', c3: 12, c4: '1.50' },
      { c1: '1.10', c2: '012', c3: -3, c4: '2' },
    ]);
  });

  it('is made of sections where the documents have none', async () => {
    const { closing } = await ask('give me an overview of the errors');
    expect(cardOf(closing).rows).toContainEqual({
      c1: 'Errors',
      c2: 'The oven',
      c3: expect.stringContaining('OvenBusy: the oven is heating already.'),
    });
  });

  it('lists a document that was asked for by its title', async () => {
    const { closing } = await ask('show me a table of the oven');
    expect(cardOf(closing).rows.map((row) => row['c1'])).toEqual([
      'First heat',
      'Errors',
      'After a power cut',
      'Limits',
    ]);
  });

  it('lists the documents where no topic is named', async () => {
    const { closing } = await ask('show me a card');
    expect(cardOf(closing).rows).toMatchObject([
      { c1: 'Crumb', c2: 3, c3: 'Crumb is a kit for bakeries.' },
      { c1: 'The oven', c2: 5 },
    ]);
  });

  it('is not made up', async () => {
    const { closing, text } = await ask('show me a table of football clubs');
    expect(closing.parts.every(({ type }) => type === 'text')).toBe(true);
    expect(text).toMatch(/^I do not know that/);
  });
});

describe('small talk', () => {
  it('is answered without a search, and never as if by a language model', async () => {
    for (const greeting of ['hello', 'who are you?', 'are you chatgpt?', 'help']) {
      const { text, calls } = await ask(greeting);
      expect(calls).toEqual([]);
      expect(text).toContain('I am **not a language model**');
      expect(text).toContain('the guide to Crumb');
      expect(text).toContain('2 documents, 8 sections');
    }
    expect((await ask('thanks!')).text).toMatch(/^You are welcome/);
  });
});

describe('a follow-up', () => {
  it('“more” brings the next passages, until there are none', async () => {
    const first = await ask('oven');
    const second = await ask('oven', 'more');
    expect(second.calls).toMatchObject([{ args: { query: 'oven', offset: 3 } }]);
    expect(second.text).not.toBe(first.text);
    expect(second.text).not.toContain(first.text.slice(0, 40));
    const last = await ask('oven', 'more', 'more', 'more', 'more');
    expect(last.text).toMatch(/^That was all/);
  });

  it('“more” of nothing asks for a question', async () => {
    expect((await ask('more')).text).toMatch(/^More of what\?/);
    expect((await ask('hello', 'tell me more')).text).toMatch(/^More of what\?/);
  });

  it('that points back is understood with what was asked before', async () => {
    const { calls } = await ask('What happens after a power cut?', 'and who decides?');
    expect(calls[0]?.args).toMatchObject({ query: expect.stringMatching(/decides.*power/) });
  });
});

describe('the pace', () => {
  it('is a pause between two words', async () => {
    const clock = instantClock();
    const slow = createGuide({ documents: CORPUS, paceMs: 15, clock });
    const outputs = await runTurn(slow, new TestLog().say('heat').open());
    const words = outputs.filter(({ type }) => type === 'draft').length;
    expect(clock.waits.filter((ms) => ms === 15).length).toBeGreaterThanOrEqual(words);
  });

  it('lets a stop end the answer after its sentence', async () => {
    const graceful = new AbortController();
    let words = 0;
    const outputs = await runTurn(
      guide,
      new TestLog().say('How do I heat the oven for the first time?').open(),
      {
        graceful: graceful.signal,
        onOutput: (output) => {
          if (output.type !== 'draft' || output.kind !== 'text') return;
          words += 1;
          if (words === 10) graceful.abort();
        },
      },
    );
    const closing = closingOf(outputs);
    expect(closing.outcome?.status).toBe('stopped');
    expect(textOfMessage(closing)).toMatch(/The oven answers when it is warm\.$/);
  });

  it('does not outlast an abort', async () => {
    const hard = new AbortController();
    const slow = createGuide({ documents: CORPUS, paceMs: 60_000 });
    const outputs = await runTurn(slow, new TestLog().say('heat').open(), {
      signal: hard.signal,
      onOutput: ({ type }) => {
        if (type === 'draft') hard.abort();
      },
    });
    expect(outputs.filter(({ type }) => type === 'draft')).toHaveLength(1);
  });
});

describe('a turn that broke off', () => {
  it('goes on from what was logged, at every place', async () => {
    const whole = await ask('How do I heat the oven for the first time?');
    const logged = whole.outputs.filter(
      ({ type }) => type !== 'draft' && type !== 'draft_tool_input' && type !== 'progress',
    );
    for (let cut = 1; cut < logged.length; cut += 1) {
      const log = new TestLog().say('How do I heat the oven for the first time?').open();
      for (const output of logged.slice(0, cut)) log.take(output);
      const closing = closingOf(await runTurn(guide, log, { attempt: 2 }));
      expect(textOfMessage(closing)).toBe(whole.text);
    }
  });
});
