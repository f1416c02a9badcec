import type { Theme } from '../styles/tokens.js';

/** Warm and quiet, in a book's letters: for texts that are read. */
export const PAPER: Theme = {
  ink: 'light-dark(#2a251f, #efe8dc)',
  paper: 'light-dark(#fbf8f1, #1d1a17)',
  accent: 'light-dark(#95371a, #f2ab83)',
  'accent-contrast': 'light-dark(#fffaf3, #2a1509)',
  danger: 'light-dark(#a4221c, #ffb0a4)',
  warning: 'light-dark(#7a5000, #efc06f)',
  success: 'light-dark(#2b6a35, #93cf93)',
  'surface-raised': 'light-dark(#fffdf8, #272320)',
  'user-surface': 'light-dark(#f1e8d8, #332c25)',
  font: `ui-serif, 'Iowan Old Style', Charter, 'Source Serif Pro', 'Noto Serif', Georgia, serif`,
  'font-size': 'clamp(16px, 1.03rem, 23px)',
  'line-height': '1.65',
  radius: '6px',
  'radius-large': '14px',
  'content-width': '42rem',
};
