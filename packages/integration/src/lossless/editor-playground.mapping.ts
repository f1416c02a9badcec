import type { ConversationMetadata } from '@agent-chat/protocol';
import type { Carried } from './carry.js';

// The typed frames of an editor's playground as a log, and back.

export interface PlaygroundStart {
  readonly type: 'playground_start';
  readonly workflow: string;
  readonly persona_id: string;
  readonly scenario_id: string;
  readonly trust_level: number;
}
export interface PlaygroundReset {
  readonly type: 'playground_reset';
  readonly reason: 'workflow_change' | 'user_clear';
  readonly new_workflow: string | null;
}
export interface UserText {
  readonly type: 'message';
  readonly data: { readonly text: string };
}
export interface AgentText {
  readonly type: 'cj_message';
  readonly data: { readonly content: string; readonly timestamp: string };
}
export interface Thinking {
  readonly type: 'cj_thinking';
  readonly data: { readonly progress: { readonly status: string } };
}
export interface Failure {
  readonly type: 'error';
  readonly text?: string;
  readonly data?: unknown;
}
export type PlaygroundFrame = PlaygroundStart | PlaygroundReset | UserText | AgentText | Thinking | Failure;

/** A start makes a conversation. Who it is about is its own; the rest is the host's. */
export function startToMetadata({
  workflow,
  persona_id,
  scenario_id,
  trust_level,
}: PlaygroundStart): ConversationMetadata {
  return { workflow, scenarioId: scenario_id, custom: { personaId: persona_id, trustLevel: trust_level } };
}

export function startFrom({ workflow, scenarioId, custom }: ConversationMetadata): PlaygroundStart {
  return {
    type: 'playground_start',
    workflow: workflow ?? '',
    persona_id: String(custom?.['personaId']),
    scenario_id: scenarioId ?? '',
    trust_level: Number(custom?.['trustLevel']),
  };
}

/**
 * A reset ends the conversation, with its reason in the last message; the next start makes another.
 * A status word is a `progress` frame, which is never logged: a log that must keep it has a step.
 */
export function frameToEvent(frame: Exclude<PlaygroundFrame, PlaygroundStart>, turn: number): Carried {
  const said = (
    author: string,
    role: 'user' | 'assistant' | 'system',
    part: object,
    rest: object = {},
  ): Carried => ({
    type: 'message',
    turn,
    author,
    finality: 'turn',
    ...rest,
    payload: { messageId: `m${turn}`, parentId: null, role, parts: [{ partId: 'p', ...part } as never] },
  });
  switch (frame.type) {
    case 'message':
      return said('editor', 'user', { type: 'text', text: frame.data.text });
    case 'cj_message':
      return said(
        'agent',
        'assistant',
        { type: 'text', text: frame.data.content },
        { ts: frame.data.timestamp },
      );
    case 'cj_thinking':
      return {
        type: 'step',
        turn,
        author: 'agent',
        payload: { node: 'progress', status: 'start', message: frame.data.progress.status },
      };
    case 'error': {
      const { type: _type, ...data } = frame;
      return said('agent', 'system', { type: 'data', name: 'error', data });
    }
    case 'playground_reset': {
      const { type: _type, ...data } = frame;
      return said('editor', 'system', { type: 'data', name: 'reset', data }, { finality: 'conversation' });
    }
  }
}

export function frameFrom(event: Carried): PlaygroundFrame | null {
  if (event.type === 'step')
    return { type: 'cj_thinking', data: { progress: { status: event.payload.message ?? '' } } };
  if (event.type !== 'message') return null;
  const part = event.payload.parts[0] as unknown as { text: string; name: string; data: object };
  if (event.payload.role === 'user') return { type: 'message', data: { text: part.text } };
  if (event.payload.role === 'assistant') {
    return { type: 'cj_message', data: { content: part.text, timestamp: event.ts ?? '' } };
  }
  return { ...part.data, type: part.name === 'reset' ? 'playground_reset' : 'error' } as PlaygroundFrame;
}
