import type { MARKDOWN as ENGLISH } from '../en/markdown.js';

export const MARKDOWN: typeof ENGLISH = {
  code: 'Code',
  codeIn: (language) => `Code in ${language}`,
  codeBlock: '(ein Codeblock)',
  taskDone: 'Erledigt:',
  taskOpen: 'Offen:',
  wrapCode: 'Lange Zeilen umbrechen',
  formula: 'Formel',
  showMoreText: (thousands) => `Mehr anzeigen (noch ${thousands.toLocaleString('de')} Tausend Zeichen)`,
  footnotes: 'Fußnoten',
  footnote: (number) => `Fußnote ${number}`,
  backToFootnote: (number) => `Zurück zum Verweis auf Fußnote ${number}`,
  loadImage: (host) => `Bild von ${host} laden`,
  image: 'Bild',
  imageFailed: 'Das Bild konnte nicht geladen werden',
  opensInNewTab: '(öffnet einen neuen Tab)',
};
