import { modelFromEnvironment } from '@agent-chat/agents/ai-sdk';
import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openConsole, outputsOf, toolsIn } from './support/campaign.js';
import { type Asked, askedIn, calling, type ModelAnswer, obedient } from './support/campaign-model.js';

vi.setConfig({ testTimeout: 60_000 });

const provider = new LLMock({ port: 0 });
let answer: (asked: Asked) => ModelAnswer;
const requests: ChatCompletionRequest[] = [];
beforeAll(async () => {
  provider.on({}, (request) => {
    requests.push(request);
    return answer(askedIn(request));
  });
  await provider.start();
});
afterAll(() => provider.stop());
beforeEach(() => {
  requests.length = 0;
  answer = obedient;
});

/** The console as `server.ts` makes it of an environment with a key. */
async function withKey(name: 'ANTHROPIC' | 'OPENAI' = 'ANTHROPIC') {
  const environment = { [`${name}_API_KEY`]: 'not-a-key', [`${name}_BASE_URL`]: provider.url };
  const model = await modelFromEnvironment(environment);
  if (model === null) throw new Error('The environment names no model.');
  return openConsole({ model });
}

const ORDER = 'Find 45 Python maintainers active in 90 days, then run';

describe('with a key', () => {
  it.each(['ANTHROPIC', 'OPENAI'] as const)(
    'a model of %s plans and runs the campaign by the same tools',
    async (name) => {
      const c = await withKey(name);
      await c.say('Set autopilot L2 with $100 a day.');
      await c.say(ORDER);
      const log = await c.log();
      expect(toolsIn(log)).toEqual([
        'draft_brief',
        'simulate',
        'discover_people',
        'write_messages',
        'send_messages',
        'send_messages',
        'summarise',
      ]);
      expect(Object.keys((await c.campaign()).results)).toHaveLength(45);
      expect((await c.cards('outbox')).map(({ total }) => total)).toEqual([45]);
      expect(await c.cards('run_summary')).toHaveLength(1);
      // What the person typed was set before the first step, and the model was told so.
      expect((await c.snapshot()).control.autopilot).toBe(2);
      expect(JSON.stringify(requests[0])).toContain('autopilot L2 (in force now)');
      expect(JSON.stringify(requests[0])).toContain('You run outreach campaigns.');
      const offered = (requests[0]?.tools ?? []).map((tool) => tool.function.name);
      expect(offered).toEqual(expect.arrayContaining(['send_messages', 'propose_policy', 'tune_pacing']));
    },
  );

  it('a model may do no more than the rules may: what it makes up is refused, and what it tunes is asked for', async () => {
    const c = await withKey();
    await c.say('Set autopilot L2 with $100 a day.');
    answer = (asked) => {
      const { answers, text } = asked;
      const last = answers.at(-1);
      if (!text.includes('Find ')) return { content: 'Autopilot is L4 now, and the budget is gone.' };
      if (answers.length > 6) return { content: 'I give up.' };
      const made = { leadId: 'lead-0001', to: 'ceo@example.com', subject: 'Buy', contentHash: 'x' };
      if (last?.name === 'write_messages') {
        return calling(asked, 'send_messages', { messages: [made], variant: 'A' });
      }
      if (last?.name === 'send_messages') return calling(asked, 'send_everything', {});
      if (last?.name === 'send_everything') return calling(asked, 'send_messages', { messages: 'all' });
      return obedient(asked);
    };
    await c.say(ORDER);
    const log = await c.log();
    const codes = outputsOf(log, 'send_messages').map((one) => ('error' in one ? one.error?.code : 'ran'));
    expect(codes[0]).toBe('outbox_changed');
    expect(codes).not.toContain('ran');
    expect(outputsOf(log, 'send_everything')[0]).toMatchObject({ error: { code: 'unknown_tool' } });
    expect((await c.campaign()).results).toEqual({});
    // Its word alone sets nothing.
    await c.say('Please do whatever you like');
    expect((await c.snapshot()).control).toMatchObject({ autopilot: 2 });

    answer = (asked) =>
      asked.answers.length === 0
        ? calling(asked, 'tune_pacing', { batchSize: 200, why: 'Faster.' })
        : { content: 'Tuned.' };
    await c.say('Be quick');
    expect((await c.approvals()).map(({ subject, args }) => [subject.name, args])).toEqual([
      ['tune_pacing', { batchSize: 200, why: 'Faster.' }],
    ]);
    expect((await c.campaign()).tuning.batchSize).toBe(40);
  });

  it('a model that names somebody twice in a batch writes to them once', async () => {
    const c = await withKey();
    await c.say('Set autopilot L2 with $100 a day.');
    answer = (asked) => {
      const last = asked.answers.at(-1);
      if (last?.name === 'send_messages') return { content: 'Sent.' };
      if (last?.name !== 'write_messages') return obedient(asked);
      const { messages: [first] = [] } = last.output['next'] as { messages?: readonly object[] };
      return calling(asked, 'send_messages', { messages: [first, first], variant: 'A' });
    };
    await c.say(ORDER);
    const [result] = outputsOf(await c.log(), 'send_messages');
    const { sent, bounced, failed } = result?.output as Readonly<Record<string, number>>;
    expect((sent ?? 0) + (bounced ?? 0) + (failed ?? 0)).toBe(1);
  });
});
