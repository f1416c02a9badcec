import { written } from '../counted.js';
import type { MARKDOWN as ENGLISH } from '../en/markdown.js';

export const MARKDOWN: typeof ENGLISH = {
  code: 'Code',
  codeIn: (language) => `Code in ${language}`,
  codeBlock: '(ein Codeblock)',
  taskDone: 'Erledigt:',
  taskOpen: 'Offen:',
  wrapCode: 'Lange Zeilen umbrechen',
  formula: 'Formel',
  showMoreText: (thousands, locale) =>
    `Mehr anzeigen (noch ${written('de', thousands, locale)} Tausend Zeichen)`,
  footnotes: 'Fußnoten',
  footnote: (number, locale) => `Fußnote ${written('de', number, locale)}`,
  backToFootnote: (number, locale) => `Zurück zum Verweis auf Fußnote ${written('de', number, locale)}`,
  loadImage: (host) => `Bild von ${host} laden`,
  image: 'Bild',
  imageFailed: 'Das Bild konnte nicht geladen werden',
  opensInNewTab: '(öffnet einen neuen Tab)',
};
