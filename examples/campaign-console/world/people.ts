import { chance, pick } from './random.ts';

/** Somebody who maintains a package. All of them are made up. */
export interface Person {
  readonly leadId: string;
  readonly name: string;
  readonly email: string;
  readonly repository: string;
  readonly country: string;
  readonly activeDaysAgo: number;
  /** How well the person fits, from 30 to 99. */
  readonly score: number;
  /** What a message says of the person's work. */
  readonly claim: string;
  /** What the claim stands on; empty: nobody has found anything. */
  readonly evidence: readonly { readonly label: string; readonly url: string }[];
}

const FIRST = [
  'Ada',
  'Bo',
  'Chidi',
  'Dana',
  'Emre',
  'Fatou',
  'Goran',
  'Hana',
  'Ines',
  'Jun',
  'Kofi',
  'Lea',
] as const;
const LAST = [
  'Berg',
  'Costa',
  'Diallo',
  'Eder',
  'Fuchs',
  'Gupta',
  'Horn',
  'Ito',
  'Jansen',
  'Kaya',
  'Lund',
] as const;
const TOPICS = [
  'parser',
  'scheduler',
  'cache',
  'router',
  'linter',
  'queue',
  'tracer',
  'codec',
  'index',
] as const;
const COUNTRIES = ['DE', 'FR', 'IN', 'JP', 'NG', 'BR', 'US', 'SE'] as const;
const CLAIMS = [
  'is used by hundreds of projects',
  'has no open security fault',
  'was released this month',
] as const;

/** A stretch of people whose mail servers have stopped answering: what an agent has to notice. */
const SILENT_FROM = 900;
const SILENT_TO = 960;

/** The person at `index`, from 0. `language` is part of who they are: another one, other people. */
function personAt(seed: number, language: string, index: number): Person {
  const roll = (what: string) => chance(seed, language, index, what);
  const name = `${pick(FIRST, roll('first'))} ${pick(LAST, roll('last'))}`;
  const topic = pick(TOPICS, roll('topic'));
  const repository = `${language.toLowerCase()}-${topic}-${index}`;
  const isSilent = index >= SILENT_FROM && index < SILENT_TO;
  const url = `https://example.com/${repository}`;
  return {
    leadId: `lead-${String(index + 1).padStart(4, '0')}`,
    name,
    email: `${name.toLowerCase().replace(' ', '.')}.${index}@${isSilent ? 'silent' : 'mail'}.example`,
    repository,
    country: pick(COUNTRIES, roll('country')),
    activeDaysAgo: Math.floor(roll('active') * 130),
    score: 30 + Math.floor(roll('score') * 70),
    claim: `your ${topic} ${pick(CLAIMS, roll('claim'))}`,
    evidence: roll('evidence') < 0.8 ? [{ label: `Repository ${repository}`, url }] : [],
  };
}

/** The first `count` people of a language who were active in the last `activeDays` days. */
export function findPeople(
  seed: number,
  { language, activeDays, count }: { language: string; activeDays: number; count: number },
): Person[] {
  const found: Person[] = [];
  // Beyond so many nobody is left: the world ends somewhere.
  for (let index = 0; found.length < count && index < 20_000; index += 1) {
    const person = personAt(seed, language, index);
    if (person.activeDaysAgo <= activeDays) found.push(person);
  }
  return found;
}
