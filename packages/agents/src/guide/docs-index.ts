import MiniSearch, { type SearchResult } from 'minisearch';
import type { GuideDocument } from './document.js';
import { plainText } from './markdown-blocks.js';
import { type DocSection, splitMarkdown } from './split-markdown.js';
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
}

type Scored = Omit<Finding, 'isRelevant'>;

export interface DocsIndex {
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
 * Full-text search over documents, by section. Built at once; equal input gives equal results.
 * A question about nothing but `subject`, the name of what the documents are about, finds how each
 * document begins.
 */
export function createDocsIndex(documents: readonly GuideDocument[], subject = ''): DocsIndex {
  const sections = documents.flatMap(splitMarkdown);
  const subjectTerms = new Set(topicTermsOf(subject));
  const beginnings = beginningsOf(sections, subject);
  const search = new MiniSearch<Indexed>({
    fields: ['heading', 'trail', 'body'],
    tokenize: termsOf,
    processTerm: (term) => term,
  });
  search.addAll(sections.map(indexed));
  const frequency = termFrequencies(sections);
  const weightOf = (term: string): number => Math.log(1 + sections.length / (frequency.get(term) ?? 0.5));

  function scored(result: SearchResult, terms: readonly string[]): Scored[] {
    const section = sections[result.id as number];
    if (section === undefined) return [];
    const total = terms.reduce((sum, term) => sum + weightOf(term), 0);
    const met = terms.reduce((sum, term) => sum + weightOf(term) * matchQuality(term, result.terms), 0);
    const coverage = total === 0 ? 0 : met / total;
    return [{ section, coverage, score: result.score * coverage * headingBonus(section, terms) }];
  }

  return {
    documents,
    sections,
    search(question) {
      const terms = topicTermsOf(question);
      if (terms.length === 0) return [];
      if (terms.every((term) => subjectTerms.has(term))) {
        return judged(
          beginnings.map((section, place) => ({ section, coverage: 1, score: 1 / (place + 1) })),
          terms.length,
        );
      }
      const results = search.search(terms.join(' '), {
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
      const known = [...frequency.keys()];
      return [...new Set(topicWordsOf(question))].filter(
        (word) => matchQuality(termOf(word), known) < CLEAR_MATCH,
      );
    },
  };
}

/** How each document begins: first those that are called as the subject, or begin with its name. */
function beginningsOf(sections: readonly DocSection[], subject: string): DocSection[] {
  const terms = new Set(topicTermsOf(subject));
  const isSubject = ({ document, blocks }: DocSection): boolean => {
    const title = topicTermsOf(document);
    const text = plainText(blocks[0]?.markdown ?? '');
    return (title.length > 0 && title.every((term) => terms.has(term))) || text.startsWith(subject);
  };
  const beginnings = sections.filter(({ path }, place) => sections[place - 1]?.path !== path);
  return [...beginnings.filter(isSubject), ...beginnings.filter((section) => !isSubject(section))];
}

/** A section that is about nothing but the topic explains it best: up to twice the score. */
function headingBonus({ heading }: DocSection, terms: readonly string[]): number {
  const words = new Set(topicTermsOf(heading));
  const shared = terms.filter((term) => words.has(term)).length;
  const union = new Set([...words, ...terms]).size;
  return union === 0 ? 1 : 1 + shared / union;
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

/** In how many sections each term occurs. */
function termFrequencies(sections: readonly DocSection[]): ReadonlyMap<string, number> {
  const frequency = new Map<string, number>();
  for (const [id, section] of sections.entries()) {
    const { heading, trail, body } = indexed(section, id);
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

/** Sections that speak of a part of the topic, for when none speaks of enough of it. */
export function nearest(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ coverage }) => coverage >= 0.3).slice(0, 3);
}
