import { scrollEdgeStyles } from '../styles/scroll-edge.styles.js';
import { codeStyles } from './code.styles.js';
import { formulaStyles } from './formula.styles.js';
import { imageStyles } from './image.styles.js';
import { noteStyles } from './notes.styles.js';
import { proseStyles } from './prose.styles.js';
import { tableStyles } from './table.styles.js';

export const markdownStyles = [
  proseStyles,
  codeStyles,
  tableStyles,
  formulaStyles,
  imageStyles,
  noteStyles,
  scrollEdgeStyles,
];
