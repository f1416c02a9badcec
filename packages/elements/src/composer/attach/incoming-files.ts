/** Whether something that is dragged holds files. Which ones is not told before they are dropped. */
export function holdsFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') === true;
}

/** Dropped files; folders, which cannot be sent, by their names. */
export function filesOfDrop(transfer: DataTransfer): {
  readonly files: readonly File[];
  readonly folders: readonly string[];
} {
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.();
    const file = item.getAsFile();
    if (entry?.isDirectory === true) folders.push(entry.name);
    else if (file !== null) files.push(file);
  }
  return { files, folders };
}

/**
 * Pasted files. What comes with a picture of itself, as cells of a table do, is meant as text; with a
 * file that was copied comes its name, or its path, as text.
 */
export function filesOfPaste(transfer: DataTransfer | null): readonly File[] {
  if (transfer === null) return [];
  const { types } = transfer;
  const files = [...transfer.files];
  const isText = types.includes('text/plain') && (types.includes('text/html') || types.includes('text/rtf'));
  return isText && !areNames(transfer.getData('text/plain'), files) ? [] : files;
}

function areNames(text: string, files: readonly File[]): boolean {
  const lines = text.split(/[\r\n]+/).filter((line) => line !== '');
  return lines.length > 0 && lines.every((line) => files.some(({ name }) => isNameOrPath(line, name)));
}

function isNameOrPath(line: string, name: string): boolean {
  return line === name || line.endsWith(`/${name}`);
}
