import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { textFile } from '../../test-support/sample-files.js';
import { filesOfDrop, filesOfPaste } from './incoming-files.js';

function transferOf(files: readonly File[], texts: Readonly<Record<string, string>>): DataTransfer {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  for (const [type, text] of Object.entries(texts)) transfer.setData(type, text);
  return transfer;
}

const plan = textFile('plan.pdf', 'x', 'application/pdf');
const notes = textFile('notes.txt');
const picture = textFile('image.png', 'x', 'image/png');

describe('what is pasted', () => {
  it.each([
    ['files alone', [plan, notes], {}, 2],
    ['a file that was copied in the Finder, with its name', [plan], { 'text/plain': 'plan.pdf' }, 1],
    [
      'several of them with markup as well',
      [plan, notes],
      { 'text/plain': 'plan.pdf\rnotes.txt', 'text/html': '<b>plan.pdf</b>' },
      2,
    ],
    [
      'a file with its path',
      [plan],
      { 'text/plain': 'file:///home/ada/plan.pdf', 'text/html': '<a>plan.pdf</a>' },
      1,
    ],
    ['a picture of a page', [picture], { 'text/html': '<img>' }, 1],
    ['cells of a table', [picture], { 'text/plain': 'a\tb', 'text/html': '<table></table>' }, 0],
    ['words of an editor', [picture], { 'text/plain': 'a b', 'text/rtf': '{\\rtf1 a b}' }, 0],
    ['text alone', [], { 'text/plain': 'plan.pdf', 'text/html': 'plan.pdf' }, 0],
  ] as const)('is %s', (_, files, texts, count) => {
    expect(filesOfPaste(transferOf(files, texts))).to.have.length(count);
  });

  it('is nothing where there is no clipboard', () => {
    expect(filesOfPaste(null)).to.deep.equal([]);
  });
});

describe('what is dropped', () => {
  it('is files, and folders by their names', () => {
    const item = (kind: string, file: File | null, entry: unknown): unknown => ({
      kind,
      getAsFile: () => file,
      webkitGetAsEntry: () => entry,
    });
    const items = [
      item('file', plan, { isDirectory: false, name: 'plan.pdf' }),
      item('file', textFile('sketches', ''), { isDirectory: true, name: 'sketches' }),
      item('file', notes, null),
      item('file', null, null),
      item('string', null, null),
    ];
    const { files, folders } = filesOfDrop({ items } as unknown as DataTransfer);
    expect(files.map(({ name }) => name)).to.deep.equal(['plan.pdf', 'notes.txt']);
    expect(folders).to.deep.equal(['sketches']);
  });
});
