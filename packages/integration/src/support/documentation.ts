import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** A page of the documentation. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** A fenced piece of a page that begins at the start of a line, so it stands on its own. */
export interface CodeBlock {
  readonly page: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** What a block of plain text right after it holds: what the code prints. */
  readonly prints?: string;
}

/** All pages for people who use or change the project. */
export function documentation(): readonly Page[] {
  const docs = readdirSync(`${ROOT}docs`, { recursive: true, encoding: 'utf8' }).map(
    (name) => `docs/${name}`,
  );
  const readmes = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(ROOT + folder).map((name) => `${folder}/${name}/README.md`),
  );
  const others = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...readmes.filter((path) => existsSync(ROOT + path)),
  ];
  return [...others, ...docs.filter((path) => path.endsWith('.md')).sort()].map((path) => ({
    path,
    text: readFileSync(ROOT + path, 'utf8'),
  }));
}

export function pageAt(path: string): Page {
  return { path, text: readFileSync(ROOT + path, 'utf8') };
}

export function codeBlocks({ path, text }: Page): readonly CodeBlock[] {
  const blocks = text.matchAll(/^```(\w+)\n([^]*?)^```$(?:\n\n```text\n([^]*?)^```$)?/gm);
  return Array.from(blocks, ({ index, 1: language = '', 2: code = '', 3: prints }) => ({
    page: path,
    line: text.slice(0, index).split('\n').length + 1,
    language,
    code,
    ...(prints !== undefined && { prints }),
  }));
}

/** The component of React that a page shows. */
export function tsxOf(path: string): string {
  const block = codeBlocks(pageAt(path)).find(({ language }) => language === 'tsx');
  if (block === undefined) throw new TypeError(`${path} shows no component.`);
  return block.code;
}

/** What stands under a heading, up to the next one of the same level or above. */
export function sectionOf({ path, text }: Page, title: string): Page {
  const [start = '', marks = ''] = new RegExp(`^(#+) ${title}\\n`, 'm').exec(text) ?? [];
  if (start === '') throw new Error(`${path} has no section "${title}".`);
  const [section = ''] = text
    .slice(text.indexOf(start) + start.length)
    .split(new RegExp(`^#{1,${marks.length}} `, 'm'));
  return { path, text: section };
}

/**
 * The names of the fields of an exported interface, with those of what it extends: of the same file, or of
 * one that this imports by its path.
 * @param path from the root of the repository
 */
export function fieldsOf(path: string, name: string): readonly string[] {
  const source = readFileSync(ROOT + path, 'utf8');
  const declaration = new RegExp(
    `^(?:export )?interface ${name}(?:<\\w+>)?(?: extends ([\\w, ]+))? \\{\\n([^]*?)^\\}`,
    'm',
  );
  const [, bases = '', body] = declaration.exec(source) ?? [];
  if (body === undefined) throw new Error(`${path} has no interface ${name}.`);
  const own = Array.from(body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm), ([, field = '']) => field);
  const inherited = bases.split(', ').filter((base) => base !== '');
  return [
    ...own,
    ...inherited.flatMap((base) => {
      const imported = new RegExp(`import [^;]*\\b${base}\\b[^;]* from '(\\.[^']+)\\.js'`).exec(source)?.[1];
      return fieldsOf(imported === undefined ? path : join(dirname(path), `${imported}.ts`), base);
    }),
  ];
}

/** The rows of the tables whose first heading is `heading`, cell by cell. */
export function tableRows({ text }: Page, heading: string): readonly (readonly string[])[] {
  const tables = text.matchAll(new RegExp(`^\\| ${heading} \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)*)`, 'gm'));
  const lines = Array.from(tables, ([, rows = '']) => rows.trimEnd().split('\n')).flat();
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** What stands in backticks. */
export function codeIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/`([^`\n]+)`/g), ([, code = '']) => code);
}

/** The headings of a page with their level. */
export function headings({ text }: Page): readonly { readonly level: number; readonly title: string }[] {
  const prose = text.replaceAll(/^( *)```[^]*?^\1```$/gm, '');
  return Array.from(prose.matchAll(/^(#+) (.+)$/gm), ([, marks = '', title = '']) => ({
    level: marks.length,
    title,
  }));
}

/** The anchor that a heading has. */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
