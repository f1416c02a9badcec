/** A brief that is due: of which days (in UTC), the last one exclusive. */
export interface DueBrief {
  readonly every: 'day' | 'week';
  readonly from: string;
  readonly to: string;
}

const NEW_DAY = 'A new day has begun.';
const BRIEF = /Write the (?<every>daily|weekly) brief from (?<from>[\d-]{10}) to (?<to>[\d-]{10})\./;

/** How the schedule tells the agent that a day has begun: in the chat, so that the log says so. */
export function newDayMessage(brief: DueBrief | null): string {
  if (brief === null) return `${NEW_DAY} Go on.`;
  const { every, from, to } = brief;
  return `${NEW_DAY} Write the ${every === 'day' ? 'daily' : 'weekly'} brief from ${from} to ${to}. Go on.`;
}

export function isNewDayMessage(text: string): boolean {
  return text.startsWith(NEW_DAY);
}

/** The brief that such a message asks for. */
export function briefIn(text: string): DueBrief | null {
  const { every, from, to } = BRIEF.exec(text)?.groups ?? {};
  if (from === undefined || to === undefined) return null;
  return { every: every === 'daily' ? 'day' : 'week', from, to };
}
