import type { DocsIndex } from './docs-index.js';
import type { DocSection } from './split-markdown.js';

/** What newcomers want to do, as headings begin with it; what comes first here is suggested first. */
const WISHES = ['embed', 'write', 'install', 'start', 'use', 'make', 'add'];
const MAX_QUESTIONS = 4;

/** Questions of a newcomer that the documents answer: what it is, how to begin, and a table. */
export function exampleQuestions({ subject, documents, sections }: DocsIndex): string[] {
  const headings = sections.map(({ heading }) => heading);
  const wishes = WISHES.flatMap((verb) => {
    const heading = headings.find((each) => each.toLowerCase().startsWith(`${verb} `));
    return heading === undefined ? [] : [howQuestion(heading)];
  });
  const table = sections.find(isNamedTable);
  const questions = [
    ...(subject === '' ? [] : [`What is ${subject}?`]),
    ...wishes.slice(0, 2),
    ...(table === undefined ? [] : [`Show me the ${table.heading.toLowerCase()} as a table`]),
  ];
  const others = documents.flatMap(({ path, title }) => {
    const first = sections.find(
      (section) => section.path === path && ![title, table?.heading].includes(section.heading),
    );
    return [first?.heading ?? title];
  });
  return [...new Set([...questions, ...others])].slice(0, MAX_QUESTIONS);
}

function howQuestion(heading: string): string {
  const wish = heading.charAt(0).toLowerCase() + heading.slice(1);
  return `How do I ${wish.replace(/\byour\b/g, 'my')}?`;
}

/** A section with a table, called by one word for many: “Packages”. */
function isNamedTable({ heading, blocks }: DocSection): boolean {
  return /^\p{Lu}\p{Ll}+s$/u.test(heading) && blocks.some(({ kind }) => kind === 'table');
}
