import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Environment } from '@agent-chat/agents/ai-sdk';
import { createOrchestrator } from '@agent-chat/core';
import type { ConversationEvent } from '@agent-chat/protocol';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { offeredModels } from './offered-models.js';
import { readSettings, TENANT } from './settings.js';
import { it } from './test-support/run-cli.js';

/** The variables by which a stack of conversing agents is set up. */
interface StackSettings {
  readonly PORT?: string;
  readonly DB_PATH?: string;
  readonly IDLE_TURN_MS?: string;
  /** Absent: as the name of the model tells. */
  readonly DEFAULT_LLM_PROVIDER?: 'google' | 'openrouter' | 'mock';
  readonly DEFAULT_LLM_MODEL?: string;
  readonly GEMINI_API_KEY?: string;
  readonly OPENROUTER_API_KEY?: string;
}

/** Without a provider's key the guide answers, as the mock does there. 3000 is the port where it says none. */
function environmentOf(settings: StackSettings): Environment {
  const { DEFAULT_LLM_PROVIDER: provider, DEFAULT_LLM_MODEL: model } = settings;
  return {
    PORT: settings.PORT ?? '3000',
    AGENT_CHAT_DATA: settings.DB_PATH,
    AGENT_CHAT_IDLE_TURN_MS: settings.IDLE_TURN_MS,
    AGENT_CHAT_MODEL: provider === undefined || model === undefined ? model : `${provider}:${model}`,
    GOOGLE_GENERATIVE_AI_API_KEY: settings.GEMINI_API_KEY,
    OPENROUTER_API_KEY: settings.OPENROUTER_API_KEY,
  };
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/);
const rest = {
  PORT: fc.integer({ min: 0, max: 65_535 }).map(String),
  DB_PATH: fc.array(word, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
  IDLE_TURN_MS: fc.integer({ min: 1, max: 999_999_999_999 }).map(String),
};
const settings: fc.Arbitrary<StackSettings> = fc.oneof(
  fc.record({ ...rest, DEFAULT_LLM_PROVIDER: fc.constant('mock' as const) }, { requiredKeys: [] }),
  fc.record(
    {
      ...rest,
      DEFAULT_LLM_PROVIDER: fc.constant('google' as const),
      DEFAULT_LLM_MODEL: word.map((name) => `gemini-${name}`),
      GEMINI_API_KEY: word,
      OPENROUTER_API_KEY: word,
    },
    { requiredKeys: ['DEFAULT_LLM_MODEL', 'GEMINI_API_KEY'] },
  ),
  fc.record(
    {
      ...rest,
      DEFAULT_LLM_PROVIDER: fc.constant('openrouter' as const),
      DEFAULT_LLM_MODEL: word,
      GEMINI_API_KEY: word,
      OPENROUTER_API_KEY: word,
    },
    { requiredKeys: ['DEFAULT_LLM_PROVIDER', 'DEFAULT_LLM_MODEL', 'OPENROUTER_API_KEY'] },
  ),
);

describe('the settings of a stack of conversing agents', { timeout: 60_000 }, () => {
  it('have their port, data, idle time, provider and model here', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async (theirs) => {
        const environment = environmentOf(theirs);
        const { port, dataFolder, idleTurnMs } = readSettings({}, environment, '/work');
        const offered = (await offeredModels(null, environment))?.models[0];
        expect({
          PORT: String(port),
          DB_PATH: dataFolder,
          IDLE_TURN_MS: String(idleTurnMs),
          DEFAULT_LLM_PROVIDER: offered?.provider ?? 'mock',
          DEFAULT_LLM_MODEL: offered?.model,
        }).toEqual({
          PORT: theirs.PORT ?? '3000',
          DB_PATH: resolve('/work', theirs.DB_PATH ?? '.agent-chat'),
          IDLE_TURN_MS: theirs.IDLE_TURN_MS ?? '300000',
          // Where nothing is said: the mock, or what the name of the model tells.
          DEFAULT_LLM_PROVIDER:
            theirs.DEFAULT_LLM_PROVIDER ?? (theirs.DEFAULT_LLM_MODEL === undefined ? 'mock' : 'google'),
          DEFAULT_LLM_MODEL: theirs.DEFAULT_LLM_MODEL,
        });
      }),
      { numRuns: 30 },
    );
  });

  it('are 8787 and five minutes where nothing is said, and an option wins over a variable', () => {
    expect(readSettings({}, {}, '/work')).toMatchObject({ port: 8787, idleTurnMs: 300_000 });
    const environment = { AGENT_CHAT_IDLE_TURN_MS: '1000' };
    expect(readSettings({}, environment, '/work').idleTurnMs).toBe(1_000);
    expect(readSettings({ 'idle-turn-ms': '20' }, environment, '/work').idleTurnMs).toBe(20);
  });

  it.for(['0', '-1', '1.5', '1e3', 'long', '9999999999999'])('%s is no time of a turn', (text) => {
    expect(() => readSettings({ 'idle-turn-ms': text }, {}, '/work')).toThrow(
      expect.objectContaining({ code: 'InvalidConfiguration' }),
    );
  });
});

/** Data with a turn that an agent has begun and left. */
async function leaveTurn(folder: string): Promise<void> {
  const store = await createSqliteStore({ folder });
  const orchestrator = createOrchestrator({ store });
  const on = { conversationId: 'c1' };
  await orchestrator.as({ kind: 'member', tenant: TENANT, participantId: 'ada' }).call('createConversation', {
    ...on,
    clientRequestId: 'create',
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot', hosting: 'external' },
    ],
  });
  const bot = orchestrator.as({ kind: 'agent', tenant: TENANT, participantId: 'bot' });
  await bot.call('sendTrace', {
    ...on,
    clientRequestId: 'think',
    type: 'thought',
    payload: { text: 'Half of it.' },
  });
  await orchestrator.close();
  await store.close();
}

describe('agent-chat start', { timeout: 90_000 }, () => {
  it('clears a turn that nobody runs after the time that it is given', async ({ cli }) => {
    const cwd = cli.folder();
    await leaveTurn(join(cwd, '.agent-chat'));
    const { url } = await cli.start({ cwd, args: ['--idle-turn-ms', '50'] });
    const token = readFileSync(join(cwd, '.agent-chat/operator-token'), 'utf8').trim();
    const cleared = async (): Promise<unknown> => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/api/conversations/c1/events?afterSeq=0`, { headers });
      const { events } = (await response.json()) as { events: ConversationEvent[] };
      return events.find(({ type }) => type === 'turn_cleared')?.payload;
    };
    await expect.poll(cleared, { timeout: 30_000 }).toEqual({ turn: 1, reason: 'idle' });
  });
});
