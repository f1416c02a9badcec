import type { ApprovalEntry } from '@agent-chat/protocol';
import { capWords } from '../budget/budget-summary.js';
import type { MessageTable } from '../messages/message-table.js';

/** The setting that is asked for, with its value as people say it: "budget ($50 a day)", "autopilot (L2)". */
export function settingWords(
  name: string,
  { args, editedArgs }: Pick<ApprovalEntry, 'args' | 'editedArgs'>,
  words: { readonly messages: MessageTable; readonly locale: string | undefined },
): string {
  const value = valueWords(editedArgs ?? args, words);
  return value === null ? name : `${name} (${value})`;
}

/** What is shown exactly is beside it; of what it does not know it says nothing. */
function valueWords(
  args: unknown,
  words: { readonly messages: MessageTable; readonly locale: string | undefined },
): string | null {
  if (typeof args !== 'object' || args === null) return null;
  const { kind, level, meter, window, limit, per } = args as Readonly<Record<string, unknown>>;
  if (kind === 'autopilot' && typeof level === 'number') return `L${level}`;
  if (kind !== 'budget' || typeof meter !== 'string' || typeof limit !== 'number' || per !== undefined)
    return null;
  const { budgetWindows } = words.messages;
  if (typeof window !== 'string' || !Object.hasOwn(budgetWindows, window)) return null;
  return capWords({ meter, limit, window: window as keyof typeof budgetWindows }, words);
}
