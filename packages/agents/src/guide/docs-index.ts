import MiniSearch, { type SearchResult } from 'minisearch';
import type { GuideDocument } from './document.js';
import { plainText } from './markdown-blocks.js';
import { type DocSection, splitMarkdown } from './split-markdown.js';
import { isMaking, synonymsOf } from './synonyms.js';
import { termOf, termsOf, topicTermsOf, topicWordsOf } from './words.js';

/** A section that was found. */
export interface Finding {
  readonly section: DocSection;
  /** Only for comparing findings of one search. */
  readonly score: number;
  /** From 0 to 1: how much of the question's topic the section speaks of; rare words count more. */
  readonly coverage: number;
  /** Whether the section speaks of the topic, rather than mentioning a part of it. */
  readonly isRelevant: boolean;
  /** Whether the section's heading has a word of the topic. */
  readonly isNamed: boolean;
}

type Scored = Omit<Finding, 'isRelevant'>;

export interface DocsIndex {
  /** The name of what the documents are about; empty when it has none. */
  readonly subject: string;
  readonly documents: readonly GuideDocument[];
  readonly sections: readonly DocSection[];
  /** Best first; equal ones in the order of the documents. */
  search(question: string): readonly Finding[];
  /** The topic words of a question that no document has, as they were written. */
  unknownWords(question: string): readonly string[];
}

interface Indexed {
  readonly id: number;
  readonly heading: string;
  readonly trail: string;
  readonly body: string;
}

/**
 * Full-text search over documents, by section. Built for the first question: a server that starts need
 * not wait for it. Equal input gives equal results.
 * A question about nothing but `subject`, the name of what the documents are about, finds how each
 * document begins.
 */
export function createDocsIndex(documents: readonly GuideDocument[], subject = ''): DocsIndex {
  const sections = documents.flatMap(splitMarkdown);
  const subjectTerms = new Set(topicTermsOf(subject));
  const beginnings = beginningsOf(sections, subject);
  let built: Built | null = null;
  const index = (): Built => (built ??= build(sections));
  const weightOf = (term: string): number =>
    Math.log(1 + sections.length / (index().frequency.get(term) ?? 0.5)) *
    (isMaking(term) ? MAKING_WEIGHT : 1);

  function scored(result: SearchResult, terms: readonly string[]): Scored[] {
    const section = sections[result.id as number];
    if (section === undefined) return [];
    const total = terms.reduce((sum, term) => sum + weightOf(term), 0);
    const met = terms.reduce((sum, term) => sum + weightOf(term) * meaningQuality(term, result.terms), 0);
    const coverage = total === 0 ? 0 : met / total;
    const named = sharedWithHeading(section, terms);
    const bonus = headingBonus(section, terms, named) * (isHousekeeping(section) ? 0.5 : 1);
    return [{ section, coverage, isNamed: named > 0, score: result.score * coverage * bonus }];
  }

  return {
    subject,
    documents,
    sections,
    search(question) {
      const terms = topicTermsOf(question);
      if (terms.length === 0) return [];
      if (terms.every((term) => subjectTerms.has(term))) {
        return judged(
          beginnings.map((section, place) => ({
            section,
            coverage: 1,
            isNamed: true,
            score: 1 / (place + 1),
          })),
          terms.length,
        );
      }
      const meant = [...new Set([...terms, ...terms.flatMap(synonymsOf)])];
      const results = index().search.search(meant.join(' '), {
        // Terms already: once more without its ending, `theme` would be `them`, which says nothing.
        tokenize: (text) => text.split(' '),
        boostTerm: (term) =>
          (terms.includes(term) ? 1 : SYNONYM_QUALITY) * (isMaking(term) ? MAKING_WEIGHT : 1),
        boost: { heading: 4, trail: 2 },
        prefix: (term) => term.length >= 4,
        fuzzy: (term) => (term.length >= 5 ? 0.2 : false),
      });
      const findings = results
        .flatMap((result) => scored(result, terms))
        .sort((a, b) => b.score - a.score || sections.indexOf(a.section) - sections.indexOf(b.section));
      return judged(findings, terms.length);
    },
    unknownWords(question) {
      const known = [...index().frequency.keys()];
      return [...new Set(topicWordsOf(question))].filter(
        (word) => matchQuality(termOf(word), known) < CLEAR_MATCH,
      );
    },
  };
}

interface Built {
  readonly search: MiniSearch<Indexed>;
  /** In how many sections each term occurs. */
  readonly frequency: ReadonlyMap<string, number>;
}

function build(sections: readonly DocSection[]): Built {
  const search = new MiniSearch<Indexed>({
    fields: ['heading', 'trail', 'body'],
    tokenize: termsOf,
    processTerm: (term) => term,
  });
  const documents = sections.map(indexed);
  search.addAll(documents);
  return { search, frequency: termFrequencies(documents) };
}

/**
 * How each document begins, and sections whose heading names nothing but the subject: first the
 * documents that are called as the subject, or begin with its name.
 */
function beginningsOf(sections: readonly DocSection[], subject: string): DocSection[] {
  const terms = new Set(topicTermsOf(subject));
  const isSubject = ({ document, blocks }: DocSection): boolean => {
    const title = topicTermsOf(document);
    const text = plainText(blocks[0]?.markdown ?? '');
    return (title.length > 0 && title.every((term) => terms.has(term))) || text.startsWith(subject);
  };
  const isNamed = ({ heading }: DocSection): boolean => {
    const words = topicTermsOf(heading);
    return words.length > 0 && words.every((term) => terms.has(term));
  };
  const beginnings = sections.filter(
    (section, place) => sections[place - 1]?.path !== section.path || isNamed(section),
  );
  const rankOf = (section: DocSection): number => (isHousekeeping(section) ? 2 : isSubject(section) ? 0 : 1);
  return beginnings.sort((a, b) => rankOf(a) - rankOf(b));
}

/** A section that is about nothing but the topic explains it best: up to four times the score. */
function headingBonus({ heading }: DocSection, terms: readonly string[], shared: number): number {
  const size = topicTermsOf(heading).length;
  const union = size + terms.length - shared;
  if (union === 0) return 1;
  const isExact = shared === terms.length && size === terms.length;
  // `Card` explains a card rather than `Show a card`.
  const isNothingElse = isExact && heading.split(/\s+/).length === terms.length;
  return (1 + shared / union) * (isNothingElse ? 2 : isExact ? 1.5 : 1);
}

/** How many of the terms a heading has; a synonym counts for less. */
function sharedWithHeading({ heading }: DocSection, terms: readonly string[]): number {
  const words = topicTermsOf(heading);
  const share = (term: string): number => {
    if (words.includes(term)) return 1;
    return synonymsOf(term).some((each) => words.includes(each)) ? SYNONYM_QUALITY : 0;
  };
  return terms.reduce((sum, term) => sum + share(term), 0);
}

/** Documents for those who work on a project; its users are answered from others first. */
function isHousekeeping({ path }: DocSection): boolean {
  return /(^|\/)(contributing|security|code_of_conduct|changelog)\.md$/i.test(path);
}

const SYNONYM_QUALITY = 0.7;
const MAKING_WEIGHT = 0.5;

/** As `matchQuality`, where a synonym stands for the term as well. */
function meaningQuality(term: string, found: readonly string[]): number {
  const isMeant = synonymsOf(term).some((each) => found.includes(each));
  return Math.max(matchQuality(term, found), isMeant ? SYNONYM_QUALITY : 0);
}

/** A match worth at least this is the same word, or a form of it. */
const CLEAR_MATCH = 0.6;

/** How well the nearest of `found` stands for `term`: 1 for itself, less for longer words and typos. */
function matchQuality(term: string, found: readonly string[]): number {
  let best = 0;
  for (const each of found) {
    if (each === term) return 1;
    if (term.length >= 4 && each.startsWith(term)) {
      // `index` for `indexing`, but hardly `cook` for `cookie`.
      best = Math.max(best, term.length / each.length >= 0.7 ? 0.8 : 0.35);
    } else if (term.length >= 5 && each.length >= 5 && isTypo(term, each)) {
      best = Math.max(best, 0.6);
    }
  }
  return best;
}

/** Whether two words differ in one letter, or by two swapped ones, behind an equal first letter. */
function isTypo(a: string, b: string): boolean {
  if (a.charAt(0) !== b.charAt(0) || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a.charAt(start) === b.charAt(start)) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a.charAt(endA - 1) === b.charAt(endB - 1)) {
    endA -= 1;
    endB -= 1;
  }
  const [restA, restB] = [a.slice(start, endA), b.slice(start, endB)];
  const swapped = restA.length === 2 && restB === restA.charAt(1) + restA.charAt(0);
  return swapped || (restA.length <= 1 && restB.length <= 1);
}

function indexed(section: DocSection, id: number): Indexed {
  const { heading, trail, document, blocks } = section;
  return {
    id,
    heading,
    trail: [...new Set([document, ...trail])].join(' '),
    body: blocks.map(({ markdown }) => plainText(markdown)).join(' '),
  };
}

function termFrequencies(documents: readonly Indexed[]): ReadonlyMap<string, number> {
  const frequency = new Map<string, number>();
  for (const { heading, trail, body } of documents) {
    for (const term of new Set(termsOf(`${heading} ${trail} ${body}`))) {
      frequency.set(term, (frequency.get(term) ?? 0) + 1);
    }
  }
  return frequency;
}

/** A section that covers less of the topic says nothing about it. */
const MIN_COVERAGE = 0.6;
/** Of a question of many words, hardly a section has most. */
const MANY_TERMS = 4;
const MIN_COVERAGE_OF_MANY = 0.45;
/** One that scores less than this part of the best finding only mentions the topic. */
const MIN_SHARE_OF_BEST = 0.25;

function judged(findings: readonly Scored[], termCount: number): Finding[] {
  const leastCoverage = termCount >= MANY_TERMS ? MIN_COVERAGE_OF_MANY : MIN_COVERAGE;
  const leastScore = (findings[0]?.score ?? 0) * MIN_SHARE_OF_BEST;
  return findings.map((finding) => ({
    ...finding,
    isRelevant: finding.coverage >= leastCoverage && finding.score >= leastScore,
  }));
}

/** Of the findings of one search, those that speak of the topic. */
export function relevant(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ isRelevant }) => isRelevant);
}

/** Sections that may be meant when none is relevant: a part of the topic is in their heading. */
export function likely(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ coverage, isNamed }) => isNamed && coverage >= 0.3).slice(0, 3);
}

/** Sections that speak of a part of the topic, for when none speaks of enough of it. */
export function nearest(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ coverage }) => coverage >= 0.3).slice(0, 3);
}
