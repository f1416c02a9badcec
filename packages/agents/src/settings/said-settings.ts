import {
  type ParseSettingsOptions,
  parseSettings,
  type RunnerInput,
  type SettingProposal,
  type SettingValue,
  settingsEqual,
} from '@agent-chat/core';
import {
  AgentChatError,
  type ErrorCode,
  isMessageEvent,
  type MessageEvent,
  textOf,
} from '@agent-chat/protocol';
import { settingWords } from './setting-words.js';

/** How an agent finds what people set in their messages. */
export interface SettingsInChat {
  /** As the orchestrator's own `settingPhrases`. */
  readonly phrases?: ParseSettingsOptions;
  /**
   * Settings of a message that core's parser does not find, in words of your own. Each of them is asked
   * of the person who wrote the message: they click once.
   */
  readonly read?: (text: string) => readonly SettingValue[];
}

/** What became of a setting that somebody wrote. `known`: an earlier execution has proposed it. */
export interface SaidSetting {
  readonly setting: SettingValue;
  readonly status: SettingProposal['status'] | 'known' | 'refused';
  readonly reason?: string;
}

/** Of these the turn is nobody's any more: they are the run's to meet. */
const ENDS_THE_RUN: readonly ErrorCode[] = ['StaleFence', 'ConversationEnded', 'Aborted'];

/**
 * Proposes the settings in `messages`, in order. What core's parser finds applies at once, as their
 * authors' own; anything else those are asked about. `isKnown`: an earlier execution has proposed them.
 */
export async function proposeSaidSettings(
  input: RunnerInput,
  messages: readonly MessageEvent[],
  { phrases, read }: SettingsInChat,
  { isKnown }: { readonly isKnown: boolean },
): Promise<readonly SaidSetting[]> {
  const said: SaidSetting[] = [];
  for (const { seq, payload } of messages) {
    const text = textOf(payload.parts);
    const found: SettingValue[] = parseSettings(text, phrases).map(withoutSpan);
    for (const one of read?.(text) ?? []) {
      if (!found.some((other) => settingsEqual(one, other))) found.push(one);
    }
    for (const setting of found) {
      said.push(isKnown ? { setting, status: 'known' } : await propose(input, setting, seq));
    }
  }
  return said;
}

/**
 * The messages of people that the open turn answers: those since an agent has last answered. Others may
 * have spoken in between, and turns may have been lost.
 */
export function messagesToAnswer({ events, turn }: RunnerInput): MessageEvent[] {
  const people = turn.participants.filter(({ kind }) => kind === 'user').map((one) => one.participantId);
  const messages = events.filter(isMessageEvent);
  const answer = messages.findLastIndex(
    ({ payload, finality }) => payload.role === 'assistant' && finality !== 'none',
  );
  return messages.slice(answer + 1).filter(({ author }) => people.includes(author));
}

/** Whether an earlier execution of the open turn has logged something: then it has proposed them. */
export function isResumed({ events, turn: { turn, agentId } }: RunnerInput): boolean {
  return events.some((event) => event.turn === turn && event.author === agentId);
}

/** What a model is told of them, without the brackets of a note; `null` when there are none. */
export function saidSettingsNote(said: readonly SaidSetting[]): string | null {
  if (said.length === 0) return null;
  const words = said.map(
    ({ setting, status, reason }) => `${settingWords(setting)} (${reason ?? STATUS_WORDS[status]})`,
  );
  return `${NOTE_BEGINS}${words.map((one) => one.replaceAll(';', ',')).join('; ')}.`;
}

const NOTE_BEGINS = 'Settings asked for above: ';

/** What such a note says of each setting, read from a message of a prompt; `null` for any other message. */
export function saidSettingsIn(text: string): readonly string[] | null {
  const isNote = text.startsWith(`[${NOTE_BEGINS}`) && text.endsWith('.]');
  return isNote ? text.slice(NOTE_BEGINS.length + 1, -'.]'.length).split('; ') : null;
}

const STATUS_WORDS: Readonly<Record<SaidSetting['status'], string>> = {
  applied: 'in force now',
  unchanged: 'in force already',
  waiting: 'waits for a yes on the approval that was shown',
  blocked: 'forbidden by the policy',
  known: 'proposed already',
  refused: 'refused',
};

async function propose({ control }: RunnerInput, setting: SettingValue, seq: number): Promise<SaidSetting> {
  try {
    const { status, reason } = await control.proposeSetting(setting, seq);
    return { setting, status, ...(reason !== undefined && { reason: reason.message }) };
  } catch (error) {
    if (!AgentChatError.isInstance(error) || ENDS_THE_RUN.includes(error.code)) throw error;
    return { setting, status: 'refused', reason: error.message };
  }
}

function withoutSpan({ span: _, ...setting }: ReturnType<typeof parseSettings>[number]): SettingValue {
  return setting;
}
