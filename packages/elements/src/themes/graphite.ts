import type { Theme } from '../styles/tokens.js';

/** Black, white and the greys between, with small corners: for tools that are used all day. */
export const GRAPHITE: Theme = {
  ink: 'light-dark(#18181b, #f1f1f3)',
  paper: 'light-dark(#ffffff, #0f0f11)',
  accent: 'light-dark(#18181b, #f4f4f5)',
  'accent-contrast': 'light-dark(#ffffff, #131316)',
  danger: 'light-dark(#b42318, #ff9c92)',
  warning: 'light-dark(#7a5200, #ecbd62)',
  success: 'light-dark(#166b3a, #6fce99)',
  'accent-surface': 'light-dark(#ececee, #29292d)',
  'user-surface': 'light-dark(#f0f0f1, #27272a)',
  link: 'light-dark(#1d4fb8, #9ab8ff)',
  focus: 'light-dark(#2563eb, #8cb0ff)',
  'font-size': 'clamp(14px, 0.9rem, 21px)',
  'line-height': '1.55',
  radius: '6px',
  'radius-large': '10px',
};
