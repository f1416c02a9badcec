import type { GuideDocument } from '@agent-chat/agents/guide';
import { DOCUMENTS_FOLDER, type PackageFile, readFolder } from './package-files.js';

/**
 * The documentation of this project, the README first. `path` is a file's place in the repository.
 * @throws AgentChatError `InvalidConfiguration`
 */
export function readDocuments(): readonly PackageFile[] {
  const files = readFolder(DOCUMENTS_FOLDER);
  const isFirst = ({ path }: PackageFile): boolean => path === 'README.md';
  return [...files.filter(isFirst), ...files.filter((file) => !isFirst(file))];
}

/** Where a reader opens a document: as in the repository, so that links between them work. */
export function documentUrl(path: string): string {
  return `/${path}`;
}

/** What the guide answers from. */
export function guideDocuments(documents: readonly PackageFile[]): readonly GuideDocument[] {
  return documents.map(({ path, bytes }) => {
    const markdown = new TextDecoder().decode(bytes);
    const title = /^# +(.+)$/m.exec(markdown)?.[1] ?? path;
    return { path, title, markdown, url: documentUrl(path) };
  });
}
