import type { Theme } from '../styles/tokens.js';

/** Sea green and round: for shops, travel and whatever wants to be friendly. */
export const LAGOON: Theme = {
  ink: 'light-dark(#0f2b2f, #e2f2f0)',
  paper: 'light-dark(#f7fcfb, #0d1c1e)',
  accent: 'light-dark(#0a6f67, #62d8c8)',
  'accent-contrast': 'light-dark(#ffffff, #03211e)',
  danger: 'light-dark(#b0263a, #ffaeb4)',
  warning: 'light-dark(#7b5300, #f2c46d)',
  success: 'light-dark(#1d6e31, #8ad68f)',
  'surface-raised': 'light-dark(#ffffff, #15282a)',
  'user-surface': 'light-dark(#d9f0ec, #17403e)',
  font: `ui-rounded, 'SF Pro Rounded', Nunito, system-ui, 'Segoe UI', Roboto, sans-serif`,
  radius: '14px',
  'radius-large': '26px',
};
