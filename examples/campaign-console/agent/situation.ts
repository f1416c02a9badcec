import type { ModelMessage } from '@agent-chat/agents';

/** What the agent was asked last. */
export type Trigger =
  | { readonly kind: 'said'; readonly text: string }
  | {
      readonly kind: 'pressed';
      readonly actionId: string;
      readonly payload: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'why' };

/** A tool that ran since. */
export interface Done {
  readonly name: string;
  readonly output: Readonly<Record<string, unknown>> | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Situation {
  readonly trigger: Trigger;
  /** What became of settings in the message, in words; `null`: there were none. */
  readonly settings: string | null;
  readonly done: readonly Done[];
}

const SETTINGS = /^\[Settings asked for above: (?<words>.*)\]$/s;
const PRESSED = /Pressed the button “(?<actionId>[^”]+)”(?: with (?<payload>\{.*\}))? on your message/s;
const WHY = /^\[(?:.*: )?Why did you write this\?/s;

/** Reads a prompt. What stands in square brackets was written by the loop, and not by a person. */
export function situationOf(messages: readonly ModelMessage[]): Situation {
  const at = messages.findLastIndex((message) => message.role === 'user' && triggerIn(message.text) !== null);
  const trigger = messages[at];
  const after = messages.slice(at + 1);
  const settings = after.flatMap((one) =>
    one.role === 'user' ? [SETTINGS.exec(one.text)?.groups?.['words'] ?? []].flat() : [],
  );
  return {
    trigger: (trigger?.role === 'user' && triggerIn(trigger.text)) || { kind: 'said', text: '' },
    settings: settings[0] ?? null,
    done: after.flatMap((one) => (one.role === 'tool' ? [doneOf(one)] : [])),
  };
}

/** Where several people are there, the prompt says who speaks. */
const NAME = /^\p{L}[\p{L} .'-]{0,30}: /u;

function triggerIn(text: string): Trigger | null {
  if (!text.startsWith('[')) return { kind: 'said', text: text.replace(NAME, '') };
  if (WHY.test(text)) return { kind: 'why' };
  const pressed = PRESSED.exec(text)?.groups;
  if (pressed === undefined) return null;
  return { kind: 'pressed', actionId: pressed['actionId'] ?? '', payload: payloadOf(pressed['payload']) };
}

function payloadOf(json: string | undefined): Readonly<Record<string, unknown>> {
  const parsed: unknown = json === undefined ? {} : JSON.parse(json);
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}

function doneOf({ name, result }: Extract<ModelMessage, { role: 'tool' }>): Done {
  if ('error' in result) return { name, output: null, error: result.error };
  const { output } = result;
  return { name, error: null, output: typeof output === 'object' && output !== null ? { ...output } : {} };
}
