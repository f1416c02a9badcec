import {
  AgentChatError,
  type Card,
  type ConversationEvent,
  isMessageEvent,
  type MethodParams,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import type { RunnerOutput } from '../../ports/agent-runner.js';
import {
  ADA,
  agent,
  closes,
  create,
  framesUntil,
  logOf,
  OPERATOR,
  say,
  start,
  whole,
} from '../../test-support/orchestrator-fixture.js';
import { asked, begin, BOT, request, under } from '../../test-support/remote-runner.js';

let requests = 0;
const command = () => ({ conversationId: 'c1', clientRequestId: `card-${++requests}` });

const FLOOR = `rules:
  - {id: floor, when: {cards: outbox}, require: [{path: /samples/*/score, min: 75}], effect: block, note: Too low.}
  - {id: short, when: {cards: outbox}, require: [{path: /samples/*/body, max_length: 20}], effect: ask}
  - {id: words, when: {cards: [outbox, report]}, forbid: [{path: /**, has_word: low}], effect: warn}
  - {id: few, when: {cards: outbox}, require: [{path: /samples, max_items: 3}], effect: block, note: Too many.}
`;
const REPORT =
  'rules:\n  - {id: mild, forbid: [{path: /text, contains: risk}], effect: block, note: Be mild.}\n';

const row = (score: number, rest: object = {}) => ({
  leadId: `l${score}`,
  score,
  body: 'Hi',
  policy: [],
  ...rest,
});
const outbox = (...samples: object[]): Card => ({
  type: 'outbox',
  version: 1,
  data: { runId: 'r', samples: samples as never },
});
const report = (text: string): Card => ({ type: 'report', version: 1, data: { text } });
const ok = (...rules: string[]) => rules.map((rule) => ({ rule, status: 'ok' }));

const cardsIn = (log: readonly ConversationEvent[]): Card[] =>
  log
    .filter(isMessageEvent)
    .flatMap(({ payload }) => payload.parts.flatMap((part) => ('card' in part ? [part.card] : [])));
const samplesOf = ({ data }: Card) => (data as { samples: { policy: unknown }[] }).samples;

/** What becomes of an agent's turn under a policy. */
async function turnUnder(source: string, run: () => AsyncGenerator<RunnerOutput>) {
  const { orchestrator } = start({ bot: agent(run) });
  const api = orchestrator.as(ADA);
  await create(api);
  await api.call('setPolicy', { ...command(), source });
  await api.call('sendMessage', say('Go'));
  await framesUntil(api, whole, closes(2));
  return { api, operator: orchestrator.as(OPERATOR), log: await logOf(api) };
}

const closing = (...cards: Card[]): RunnerOutput => ({
  type: 'message',
  parts: [{ type: 'text', text: 'Here it is.' }, ...cards.map((card) => ({ type: 'card' as const, card }))],
  finality: 'turn',
});

describe('a card that an agent shows', () => {
  it('says of each row what the policy says of it, whatever the agent claims', async () => {
    const claimed = row(10, { policy: [{ rule: 'floor', status: 'ok' }] });
    const { log } = await turnUnder(FLOOR, async function* () {
      yield closing(outbox(claimed, row(80), row(90, { body: 'So much better than low.' })));
    });
    const [card] = cardsIn(log);
    expect(card && samplesOf(card).map(({ policy }) => policy)).toEqual([
      [{ rule: 'floor', status: 'block', note: 'Too low.' }, ...ok('short', 'words', 'few')],
      ok('floor', 'short', 'words', 'few'),
      [
        ...ok('floor'),
        // Its row is where a person is asked.
        { rule: 'short', status: 'warn', note: expect.any(String) },
        { rule: 'words', status: 'warn', note: expect.any(String) },
        ...ok('few'),
      ],
    ]);
  });

  it('is held to what a person sets in the chat', async () => {
    const { orchestrator } = start({
      bot: agent(async function* ({ events, control }) {
        const said = events.findLast(({ author, type }) => author === 'ada' && type === 'message');
        const { status } = await control.proposeSetting({ kind: 'score_floor', min: 75 }, said?.seq ?? 0);
        expect(status).toBe('applied');
        yield closing(outbox(row(10), row(75)));
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Score floor 75.'));
    await framesUntil(api, whole, closes(2));
    const [card] = cardsIn(await logOf(api));
    expect(card && samplesOf(card).map(({ policy }) => policy)).toMatchObject([
      [{ rule: 'score-floor', status: 'block' }],
      [{ rule: 'score-floor', status: 'ok' }],
    ]);
  });

  it('is not logged where the policy forbids it; its agent hears why, and may do better', async () => {
    const faults: unknown[] = [];
    const { log } = await turnUnder(REPORT, async function* () {
      try {
        yield closing(report('No risk at all.'));
      } catch (error) {
        faults.push(error);
      }
      yield closing(report('All is well.'));
    });
    expect(faults).toMatchObject([
      {
        code: 'PolicyViolation',
        message: 'The guard policy forbids this card of type report: Be mild.',
        details: { index: 1, results: [{ rule: 'mild', status: 'block', path: '/text' }] },
      },
    ]);
    expect(cardsIn(log)).toEqual([report('All is well.')]);
  });

  it.each<[string, () => AsyncIterable<RunnerOutput>]>([
    [
      'lets the error through',
      async function* () {
        yield closing(report('No risk at all.'));
      },
    ],
    [
      'cannot be told',
      () => {
        const outputs = [closing(report('No risk at all.'))];
        const next = async () => {
          const value = outputs.shift();
          return value === undefined ? { done: true as const, value } : { done: false as const, value };
        };
        return { [Symbol.asyncIterator]: () => ({ next }) };
      },
    ],
  ])('ends the turn as failed where its agent %s', async (_, run) => {
    const { log } = await turnUnder(REPORT, run as () => AsyncGenerator<RunnerOutput>);
    expect(cardsIn(log)).toEqual([]);
    expect(log.at(-1)).toMatchObject({
      finality: 'turn',
      payload: { outcome: { status: 'failed', reason: { code: 'PolicyViolation' } } },
    });
  });

  it('is forbidden as a whole by what is wrong with no row of it alone', async () => {
    const { log } = await turnUnder(FLOOR, async function* () {
      yield closing(outbox(row(80), row(81), row(82), row(83)));
    });
    expect(cardsIn(log)).toEqual([]);
  });

  it('of another type hides nothing in what looks like rows', async () => {
    const { log } = await turnUnder(REPORT.replace('/text', '/**'), async function* () {
      const data = { samples: [{ text: 'A risk', policy: [] }] };
      yield closing({ type: 'report', version: 1, data });
    });
    expect(cardsIn(log)).toEqual([]);
  });

  it('is as the agent made it where nobody has set a policy, and where a person shows it', async () => {
    const { orchestrator } = start({
      bot: agent(async function* () {
        yield closing(report('No risk at all.'));
      }),
    });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Go'));
    await framesUntil(api, whole, closes(2));
    await api.call('setPolicy', { ...command(), source: REPORT });
    const parts = [{ type: 'card' as const, partId: 'p1', card: report('No risk for me.') }];
    await api.call('sendMessage', { ...command(), parts });
    expect(cardsIn(await logOf(api))).toEqual([report('No risk at all.'), report('No risk for me.')]);
  });
});

describe('a card of an agent that lives elsewhere', () => {
  const part = (card: Card) => ({ type: 'card' as const, partId: 'p1', card });

  it('is looked at under an execution', async () => {
    const { ada, bot } = await asked();
    await ada.call('setPolicy', { ...command(), source: `${FLOOR}${REPORT.slice('rules:\n'.length)}` });
    const held = await begin(bot);
    const send = (card: Card, finality: 'none' | 'turn') =>
      bot.call('sendMessage', { ...under(held), clientRequestId: request(), parts: [part(card)], finality });
    await expect(send(report('A risk'), 'turn')).rejects.toMatchObject({
      code: 'PolicyViolation',
      details: { index: 0 },
    });
    await send(outbox(row(10)), 'turn');
    const cards = cardsIn(await logOf(ada));
    expect(cards.map(samplesOf)).toMatchObject([
      [{ policy: [{ rule: 'floor', status: 'block' }, {}, {}, {}, {}] }],
    ]);
  });

  it('is looked at without one', async () => {
    const { orchestrator } = start();
    const ada = orchestrator.as(ADA);
    await create(ada);
    await ada.call('setPolicy', { ...command(), source: REPORT });
    const bot = orchestrator.as(BOT);
    const send = (text: string) => bot.call('sendMessage', { ...command(), parts: [part(report(text))] });
    await expect(send('A risk')).rejects.toMatchObject({ code: 'PolicyViolation' });
    await send('Fine');
    expect(cardsIn(await logOf(ada))).toEqual([report('Fine')]);
  });
});

describe('a card that is changed', () => {
  type Patch = MethodParams<'patchCard'>['patch'];

  async function shown(card: Card, source: string) {
    const { orchestrator } = start();
    const ada = orchestrator.as(ADA);
    await create(ada);
    await ada.call('setPolicy', { ...command(), source });
    const bot = orchestrator.as(BOT);
    const parts = [{ type: 'card' as const, partId: 'p1', card }];
    const { messageId } = await bot.call('sendMessage', { ...command(), parts });
    let rev = 0;
    const change = async (api: ConversationApi, patch: Patch) => {
      await api.call('patchCard', { ...command(), messageId, partId: 'p1', rev: rev + 1, patch });
      rev += 1;
    };
    const patches = async () =>
      (await logOf(ada)).flatMap(({ type, payload }) =>
        type === 'card_patched' ? [(payload as { patch: Patch }).patch] : [],
      );
    return { bot, operator: orchestrator.as(OPERATOR), change, patches };
  }

  it('has what the policy says of its rows changed with it', async () => {
    const { bot, operator, change, patches } = await shown(outbox(row(80), row(90)), FLOOR);
    const lower = { op: 'replace', path: '/data/samples/0/score', value: 10 } as const;
    await change(bot, [lower]);
    const blocked = [{ rule: 'floor', status: 'block', note: 'Too low.' }, ...ok('short', 'words', 'few')];
    const marked = { op: 'add', path: '/data/samples/0/policy' } as const;
    expect(await patches()).toEqual([[lower, { ...marked, value: blocked }]]);
    // The note of a rule is no word of the agent's, and nobody takes away what a rule says.
    await change(operator, [{ ...marked, value: [] }]);
    expect((await patches())[1]).toEqual([
      { ...marked, value: [] },
      { ...marked, value: blocked },
    ]);
    await change(operator, [{ ...lower, value: 80 }]);
    expect((await patches())[2]?.[1]).toEqual({ ...marked, value: ok('floor', 'short', 'words', 'few') });
  });

  it('is logged as a whole where the patch has no room for that', async () => {
    const { bot, change, patches } = await shown(outbox(row(80)), FLOOR);
    const same: Patch = Array.from({ length: 999 }, () => ({ op: 'test', path: '/version', value: 1 }));
    await change(bot, [...same, { op: 'replace', path: '/data/samples/0/score', value: 10 }]);
    const samples = [{ score: 10, policy: [{ status: 'block' }, {}, {}, {}] }];
    expect(await patches()).toMatchObject([
      [{ op: 'replace', path: '', value: { type: 'outbox', data: { samples } } }],
    ]);
  });

  it('is not made by its agent what the policy forbids; the host may', async () => {
    const { bot, operator, change, patches } = await shown(report('Fine'), REPORT);
    const patch: Patch = [{ op: 'replace', path: '/data/text', value: 'A risk' }];
    const refused = await change(bot, patch).catch((error: unknown) => error);
    expect(AgentChatError.isInstance(refused) && refused.code).toBe('PolicyViolation');
    expect(await patches()).toEqual([]);
    await change(operator, patch);
    expect(await patches()).toEqual([patch]);
  });
});
