import type { ConversationMetadata } from '@agent-chat/protocol';
import type { Carried } from './carry.js';

// The typed frames of an editor's playground as a log, and back.

type Fields = Readonly<Record<string, unknown>>;

/** Each frame, and what it nests, may have fields that nobody has foretold. */
export interface PlaygroundStart extends Fields {
  readonly type: 'playground_start';
  readonly workflow: string;
  readonly persona_id: string;
  readonly scenario_id: string;
  readonly trust_level: number;
}
export interface PlaygroundReset extends Fields {
  readonly type: 'playground_reset';
  readonly reason: 'workflow_change' | 'user_clear';
  readonly new_workflow?: string | null;
}
export interface UserText extends Fields {
  readonly type: 'message';
  readonly data: { readonly text: string } & Fields;
}
export interface AgentText extends Fields {
  readonly type: 'cj_message';
  readonly data: { readonly content: string; readonly timestamp: string } & Fields;
}
export interface Thinking extends Fields {
  readonly type: 'cj_thinking';
  readonly data: { readonly progress: { readonly status: string } & Fields } & Fields;
}
/** A failure in words or with data, a word of the system, and that a conversation has begun. */
export interface Notice extends Fields {
  readonly type: 'error' | 'system' | 'conversation_started';
  readonly text?: string;
  readonly data?: unknown;
}
export type PlaygroundFrame = PlaygroundStart | PlaygroundReset | UserText | AgentText | Thinking | Notice;

/** A start makes a conversation. Who it is about is its own; the rest is the host's. */
export function startToMetadata(start: PlaygroundStart): ConversationMetadata {
  const { type: _type, workflow, persona_id, scenario_id, trust_level, ...further } = start;
  const custom = { personaId: persona_id, trustLevel: trust_level, further };
  return { workflow, scenarioId: scenario_id, custom };
}

export function startFrom({ workflow, scenarioId, custom }: ConversationMetadata): PlaygroundStart {
  return {
    ...(custom?.['further'] as Fields),
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
 * What is left of a frame is a field of the part or of the step.
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
    case 'message': {
      const { data, ...own } = frame;
      const { text, ...more } = data;
      return said('editor', 'user', { type: 'text', text, frame: { own, more } });
    }
    case 'cj_message': {
      const { data, ...own } = frame;
      const { content: text, timestamp: ts, ...more } = data;
      return said('agent', 'assistant', { type: 'text', text, frame: { own, more } }, { ts });
    }
    case 'cj_thinking': {
      const { data, ...own } = frame;
      const { progress, ...more } = data;
      const { status: message, ...about } = progress;
      const payload = { node: 'progress', status: 'start' as const, message, frame: { own, more, about } };
      return { type: 'step', turn, author: 'agent', payload };
    }
    case 'playground_reset':
      return said(
        'editor',
        'system',
        { type: 'data', name: frame.type, data: frame },
        { finality: 'conversation' },
      );
    default:
      return said('agent', 'system', { type: 'data', name: frame.type, data: frame });
  }
}

type Left = Readonly<Record<'own' | 'more' | 'about', Fields>>;

/** Of an entry of the timeline: `event` is what was logged, or what its message is now. */
export function frameFrom(event: Carried): PlaygroundFrame | null {
  if (event.type === 'step') {
    const { message: status, frame } = event.payload as typeof event.payload & { readonly frame: Left };
    const progress = { ...frame.about, status };
    return { ...frame.own, data: { ...frame.more, progress } } as unknown as PlaygroundFrame;
  }
  if (event.type !== 'message') return null;
  const part = event.payload.parts[0] as unknown as { text: string; frame: Left; data: PlaygroundFrame };
  if (event.payload.role === 'system') return part.data;
  const { own, more } = part.frame;
  const data =
    event.payload.role === 'user'
      ? { ...more, text: part.text }
      : { ...more, content: part.text, timestamp: event.ts ?? '' };
  return { ...own, data } as unknown as PlaygroundFrame;
}
