import { TableCardData } from '@agent-chat/protocol/cards';
import { expect, it } from 'vitest';
import { closingOf, runTurn, TestLog, textOfMessage, type TurnOutput } from '../test-support/test-log.js';
import { createGuide } from './create-guide.js';

const NAMES = Array.from({ length: 61 }, (_, place) => `Fault${place + 1}`);
const ABOUT = 'Somebody has to look after the oven and to call who has built it, on every day of the week.';
const markdown = `# Faults

What a bakery tells of itself when it does not work.

## Codes of faults

A bakery answers with these.

| code | meaning |
|---|---|
${NAMES.map((name) => `| ${name} | ${ABOUT} |`).join('\n')}
`;
const documents = [{ path: 'faults.md', title: 'Faults', url: '/faults.md', markdown }];
const guide = createGuide({ documents, subject: 'Crumb', paceMs: 0 });

async function ask(...questions: string[]) {
  const log = new TestLog();
  let outputs: TurnOutput[] = [];
  for (const question of questions) outputs = await runTurn(guide, log.say(question).open());
  const closing = closingOf(outputs);
  const cards = closing.parts.flatMap((part) => (part.type === 'card' ? [part.card.data] : []));
  const [table] = cards.map((data) => TableCardData.parse(data));
  return { text: textOfMessage(closing), table, codes: table?.rows.map((row) => row['c1']) };
}

it('shows a long table card by card: “more” brings the rows that are left', async () => {
  const first = await ask('Show me a table of codes of faults');
  expect(first.codes).toEqual(NAMES.slice(0, 50));
  expect(first.table?.caption).toBe('Codes of faults (the first 50 of 61)');
  expect(first.text).toContain('the first 50 of 61 rows: say “more” for the next.');
  const second = await ask('Show me a table of codes of faults', 'more');
  expect(second.codes).toEqual(NAMES.slice(50));
  expect(second.table?.caption).toBe('Codes of faults (51 to 61 of 61)');
  expect(second.text).toContain('rows 51 to 61 of 61.');
});

it('says when a table has no more rows, and shows no card for it', async () => {
  const last = await ask('Show me a table of codes of faults', 'more', 'more');
  expect(last.text).toBe('That was all: the table has 61 rows, and I have shown them.');
  expect(last.table).toBeUndefined();
});
