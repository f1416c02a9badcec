import { termOf } from './words.js';

/** Words that newcomers use for one another. Few on purpose: a wrong one hides the right answer. */
const MAKING = 'add define write create connect make';

const GROUPS = [
  'database db store storage sql',
  'deploy deployment production hosting docker',
  'price pricing cost licence license',
  'colour color theme css style dark',
  'auth login authenticate authentication password',
  'python java rust php language',
  MAKING,
  'send sent',
].map((group) => group.split(' ').map(termOf));

const MAKING_TERMS = new Set(MAKING.split(' ').map(termOf));

/** Whether a term says that something is made: less of a topic than what is made. */
export function isMaking(term: string): boolean {
  return MAKING_TERMS.has(term);
}

/** Terms that may stand for `term`, without itself. */
export function synonymsOf(term: string): readonly string[] {
  return GROUPS.filter((group) => group.includes(term))
    .flat()
    .filter((each) => each !== term);
}
