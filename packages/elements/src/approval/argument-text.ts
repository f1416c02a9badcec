import { visibleControls } from '../tool-call/inert-text.js';

/** One argument as it is looked at before it is approved. */
export interface ArgumentRow {
  /** Empty for arguments that have no names. */
  readonly name: string;
  /** Whole, however long: what is not seen must not be approved. */
  readonly text: string;
  /** Whether it is text as a person wrote it, rather than a value of JSON. */
  readonly isText: boolean;
}

/** The arguments by name, each as text that shows exactly what is there. */
export function argumentRows(args: unknown): readonly ArgumentRow[] {
  if (args === undefined || args === null) return [];
  if (typeof args !== 'object' || Array.isArray(args)) return [{ name: '', ...argumentText(args) }];
  return Object.entries(args).map(([name, value]) => ({
    name: name === '' ? '""' : visibleControls(name),
    ...argumentText(value),
  }));
}

function argumentText(value: unknown): Pick<ArgumentRow, 'text' | 'isText'> {
  const isText = typeof value === 'string' && !isAmbiguous(value);
  const text = isText ? value : (JSON.stringify(value, null, 2) ?? 'undefined');
  return { text: visibleControls(text), isText };
}

/** Text that would look like another value, or whose ends could not be seen, is quoted. */
function isAmbiguous(text: string): boolean {
  if (text === '' || text !== text.trim() || text.startsWith('"')) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // It can be read as nothing but text.
  }
}
