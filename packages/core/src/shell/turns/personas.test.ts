import { describe, expect, it } from 'vitest';
import type { PersonaSource } from '../../ports/persona-source.js';
import {
  ADA,
  agent,
  closes,
  create,
  framesUntil,
  logOf,
  OPERATOR,
  PARTICIPANTS,
  say,
  start,
  visitor,
  whole,
} from '../../test-support/orchestrator-fixture.js';

/** Two personas; `guide` is the default. The newest version is what `versions` says. */
function source(versions: { guide: string; critic: string }): PersonaSource {
  return {
    async pin(_tenant, personaId) {
      const id = personaId ?? 'guide';
      return id === 'guide' || id === 'critic' ? { personaId: id, version: versions[id] } : null;
    },
  };
}

/** Says which persona it was given. */
const namesItself = agent(async function* ({ turn }) {
  const text = JSON.stringify(turn.persona ?? null);
  yield { type: 'draft', kind: 'text', append: text };
  yield { type: 'message', parts: [{ type: 'text', text }], finality: 'turn' };
});

async function answered(api: Parameters<typeof logOf>[0], turn: number): Promise<string> {
  await framesUntil(api, whole, closes(turn));
  return JSON.stringify((await logOf(api)).findLast(({ type }) => type === 'message')?.payload);
}

describe('a persona', () => {
  it('is the default one of its newest version, and stays when there is a newer one', async () => {
    const versions = { guide: 'v1', critic: 'v1' };
    const { orchestrator } = start({ bot: namesItself }, { personas: source(versions) });
    const api = orchestrator.as(ADA);
    await create(api);
    expect((await logOf(api))[0]?.payload).toMatchObject({ persona: { personaId: 'guide', version: 'v1' } });
    versions.guide = 'v2';
    await api.call('sendMessage', say('Who are you?'));
    expect(await answered(api, 2)).toContain('v1');
    await create(api, 'c2');
    const { events } = await api.call('getEvents', { conversationId: 'c2' });
    expect(events[0]?.payload).toMatchObject({ persona: { version: 'v2' } });
  });

  it('is not asked for again by a retry: there may be none of that name any more', async () => {
    let isThere = true;
    const personas: PersonaSource = {
      pin: async (_tenant, personaId) =>
        isThere ? { personaId: personaId ?? 'guide', version: 'v1' } : null,
    };
    const { orchestrator } = start({}, { personas });
    const api = orchestrator.as(ADA);
    const params = {
      clientRequestId: 'create',
      conversationId: 'c1',
      participants: PARTICIPANTS,
      persona: 'critic',
    };
    const choice = { conversationId: 'c1', clientRequestId: 'choose', personaId: 'guide' };
    const calls = [() => api.call('createConversation', params), () => api.call('setPersona', choice)];
    const first: unknown[] = [];
    for (const call of calls) first.push(await call());
    isThere = false;
    const again: unknown[] = [];
    for (const call of calls) again.push(await call());
    expect(again).toEqual(first);
    await expect(api.call('setPersona', { ...choice, clientRequestId: 'other' })).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
  });

  it('is chosen before anybody has written, and fixed from then on', async () => {
    const { orchestrator } = start({ bot: namesItself }, { personas: source({ guide: 'v1', critic: 'v7' }) });
    const api = orchestrator.as(ADA);
    await create(api);
    const choose = (personaId: string, clientRequestId: string) =>
      api.call('setPersona', { conversationId: 'c1', clientRequestId, personaId });
    await choose('critic', 'p1');
    expect((await logOf(api)).at(-1)?.payload).toEqual({ persona: { personaId: 'critic', version: 'v7' } });
    const head = (await logOf(api)).length;
    await choose('critic', 'p2');
    expect(await logOf(api)).toHaveLength(head);
    await expect(choose('nobody', 'p3')).rejects.toMatchObject({ code: 'InvalidRequest' });
    await api.call('sendMessage', say('Who are you?'));
    expect(await answered(api, 2)).toContain('critic');
    await expect(choose('guide', 'p4')).rejects.toMatchObject({ code: 'PersonaFixed' });
    // The answer to a request that succeeded before stays what it was.
    await expect(choose('critic', 'p1')).resolves.toBeDefined();
  });

  it('is not a visitor’s to choose unless the host says so', async () => {
    const personas = source({ guide: 'v1', critic: 'v1' });
    for (const mayChoose of [false, true]) {
      const { orchestrator } = start(
        { bot: namesItself },
        { personas: mayChoose ? { ...personas, mayChoose: (_caller, id) => id === 'critic' } : personas },
      );
      await create(orchestrator.as(OPERATOR));
      const choose = (personaId: string) =>
        orchestrator
          .as(visitor('c1'))
          .call('setPersona', { conversationId: 'c1', clientRequestId: personaId, personaId });
      await expect(choose('guide')).rejects.toMatchObject({ code: 'Forbidden' });
      if (mayChoose) await choose('critic');
      else await expect(choose('critic')).rejects.toMatchObject({ code: 'Forbidden' });
    }
  });
});
