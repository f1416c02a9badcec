export const MARKDOWN = {
  code: 'Code',
  codeIn: (language: string) => `Code in ${language}`,
  codeBlock: '(a block of code)',
  taskDone: 'Done:',
  taskOpen: 'To do:',
  wrapCode: 'Wrap long lines',
  formula: 'Formula',
  showMoreText: (thousands: number) =>
    `Show more (${thousands.toLocaleString('en')} thousand characters left)`,
  footnotes: 'Footnotes',
  footnote: (number: number) => `Footnote ${number}`,
  backToFootnote: (number: number) => `Back to the mark of footnote ${number}`,
  loadImage: (host: string) => `Load the image from ${host}`,
  image: 'Image',
  imageFailed: 'The image could not be loaded',
  opensInNewTab: '(opens in a new tab)',
};
