import { expect, it, vi } from 'vitest';
import { messageToSend, type OutboxRow } from '../../../examples/campaign-console/campaign/outbox.js';
import { type Console, openConsole, outputsOf } from './support/campaign.js';

vi.setConfig({ testTimeout: 60_000 });

interface Kind {
  readonly category: 'evidence' | 'tone' | 'legal' | 'style';
  /** What a person writes. */
  readonly said: string;
  readonly rule: string;
  /** Whether core's own parser reads it: then it is in force without a click. */
  readonly isKnownToCore: boolean;
  /** What the rule forbids, said once more here. */
  readonly isForbidden: (row: OutboxRow['sample']) => boolean;
  /** Words with which a forbidden message may go out. */
  readonly mended?: string;
}

const KINDS: readonly Kind[] = [
  {
    category: 'evidence',
    said: 'Forbid claims without evidence',
    rule: 'claims-need-evidence',
    isKnownToCore: true,
    isForbidden: ({ evidence }) => evidence.length === 0,
  },
  {
    category: 'tone',
    said: 'Never use the words security, hundreds',
    rule: 'tone-words',
    isKnownToCore: false,
    isForbidden: ({ body }) => /security|hundreds/.test(body),
    mended: 'Dear maintainer, we like your work. To hear no more of us, answer “stop”.',
  },
  {
    category: 'legal',
    said: 'Every message needs an imprint',
    rule: 'imprint',
    isKnownToCore: false,
    isForbidden: ({ body }) => !body.includes('Impressum'),
    mended: 'Dear maintainer. To hear no more of us, answer “stop”. Impressum: Example GmbH',
  },
  {
    category: 'style',
    said: 'A message has at most 195 characters',
    rule: 'short-messages',
    isKnownToCore: false,
    isForbidden: ({ body }) => body.length > 195,
    mended: 'Dear maintainer. To hear no more of us, answer “stop”.',
  },
];

const PEOPLE = 40;

const newestDiff = async (c: Console) => (await c.cards('policy_diff')).at(-1);

it.each(KINDS)(
  'a rule of $category that is typed is shown with what it would stop, and when in force holds what the agent proposes',
  async ({ category, said, rule, isKnownToCore, isForbidden, mended }) => {
    const c = await openConsole();
    await c.say(`Find ${PEOPLE} Python maintainers active in 90 days`);
    await c.say('run');
    await c.approve('discover_people');
    await c.approve('write_messages');
    const rows = await c.rows();
    const forbidden = rows.filter(({ sample }) => isForbidden(sample));
    const allowed = rows.filter((row) => !forbidden.includes(row));
    expect(forbidden.length).toBeGreaterThan(2);
    expect(allowed.length).toBeGreaterThan(2);

    await c.say(said);
    const stops = { checked: PEOPLE, ok: allowed.length, block: forbidden.length };
    const shown = await newestDiff(c);
    expect(shown).toMatchObject({
      implications: [{ rule, direction: 'stricter' }],
      enforcement: { status: isKnownToCore ? 'enforced' : 'proposed', outbox: stops },
    });
    expect(shown?.after.source).toContain(`category: ${category}`);
    if (!isKnownToCore) {
      // What is only proposed stops nothing.
      expect(await c.policy()).not.toContain(rule);
      expect((await c.cards('outbox'))[0]?.samples.flatMap(({ policy }) => policy)).not.toContainEqual(
        expect.objectContaining({ rule }),
      );
      const policyId = shown?.policyId;
      expect(await c.press('policy_diff', 'apply', { policyId })).toMatchObject({ outcome: 'done' });
      expect(await newestDiff(c)).toMatchObject({ enforcement: { status: 'enforced', outbox: stops } });
    }
    expect(await c.policy()).toContain(rule);
    const samples = (await c.cards('outbox'))[0]?.samples ?? [];
    for (const { leadId, policy } of samples) {
      const isOne = forbidden.some(({ person }) => person.leadId === leadId);
      expect(policy).toContainEqual(expect.objectContaining({ rule, status: isOne ? 'block' : 'ok' }));
    }

    // Nobody can approve a forbidden message, by itself or into a batch, before its words are mended.
    const [first, second] = forbidden.map(({ person }) => person.leadId);
    expect(await c.press('outbox', 'approve', { leadId: first })).toMatchObject({
      outcome: 'declined',
      message: expect.stringContaining('policy'),
    });
    await c.press('outbox', 'approve-all>=80', { minScore: 0 });
    if (mended !== undefined) await c.press('outbox', 'edit', { leadId: first, body: mended });
    await c.say('send');
    const [asked] = await c.approvals();
    const args = asked?.args as { messages: ReturnType<typeof messageToSend>[]; variant: string };
    const smuggled = rows.find(({ person }) => person.leadId === second);
    const messages = [...args.messages, ...(smuggled ? [messageToSend(smuggled)] : [])];
    await c.approve('send_messages', { ...args, messages });
    expect(outputsOf(await c.log(), 'send_messages')[0]).toMatchObject({ output: { notSent: [second] } });
    const sent = Object.keys((await c.campaign()).results).toSorted();
    const mayGo = allowed.map(({ person }) => person.leadId);
    expect(sent).toEqual((mended === undefined ? mayGo : [...mayGo, first]).toSorted());
  },
);
