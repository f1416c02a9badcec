import { isAllowedType } from '@agent-chat/protocol';
import type { UploadRules } from '../upload-rules.js';

/** Why a file is not taken. */
export type FileRefusal = 'count' | 'size' | 'type' | 'empty' | 'name';

const BYTES_OF_MB = 1_048_576;
const MAX_NAME = 255;
/** What browsers do not know by themselves. */
const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  log: 'text/plain',
  markdown: 'text/markdown',
  md: 'text/markdown',
  pdf: 'application/pdf',
  txt: 'text/plain',
  yaml: 'text/yaml',
  yml: 'text/yaml',
};

/** `file` with the type that its name tells where the browser knows none. */
export function withType(file: File): File {
  if (file.type !== '') return file;
  const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
  const type = TYPES[ending];
  return type === undefined ? file : new File([file], file.name, { type, lastModified: file.lastModified });
}

/** Why `file` is not taken beside `count` others; `null`: it is. The server judges again. */
export function refusalOf(file: File, count: number, rules: UploadRules): FileRefusal | null {
  if (count >= rules.maxFiles) return 'count';
  if (file.name === '' || file.name.length > MAX_NAME) return 'name';
  if (!isAllowedType(file.type, rules.allowedFileTypes)) return 'type';
  if (file.size === 0) return 'empty';
  return file.size > rules.maxFileSizeMb * BYTES_OF_MB ? 'size' : null;
}
