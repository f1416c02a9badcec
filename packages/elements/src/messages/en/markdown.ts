import { written } from '../counted.js';
export const MARKDOWN = {
  code: 'Code',
  codeIn: (language: string) => `Code in ${language}`,
  codeBlock: '(a block of code)',
  taskDone: 'Done:',
  taskOpen: 'To do:',
  wrapCode: 'Wrap long lines',
  formula: 'Formula',
  showMoreText: (thousands: number, locale?: string) =>
    `Show more (${written('en', thousands, locale)} thousand characters left)`,
  footnotes: 'Footnotes',
  footnote: (number: number, locale?: string) => `Footnote ${written('en', number, locale)}`,
  backToFootnote: (number: number, locale?: string) =>
    `Back to the mark of footnote ${written('en', number, locale)}`,
  loadImage: (host: string) => `Load the image from ${host}`,
  image: 'Image',
  imageFailed: 'The image could not be loaded',
  opensInNewTab: '(opens in a new tab)',
};
