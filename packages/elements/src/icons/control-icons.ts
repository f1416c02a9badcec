import { svg } from 'lit';
import { icon } from './icons.js';

// Apart from the others, because a chat is painted before it needs any of them.

export const atIcon = icon(
  svg`<circle cx="12" cy="12" r="3.6"></circle><path d="M15.6 8.6v4.6a2.4 2.4 0 0 0 4.8 0V12a8.4 8.4 0 1 0-3.4 6.7"></path>`,
);
export const coinIcon = icon(
  svg`<circle cx="12" cy="12" r="8.4"></circle><path d="M14.6 9.4a2.9 2.9 0 0 0-2.6-1.2c-1.5 0-2.6.7-2.6 1.9 0 2.7 5.3 1.3 5.3 4 0 1.2-1.1 1.9-2.7 1.9a3 3 0 0 1-2.8-1.3M12 6.6v10.8"></path>`,
);
export const fileIcon = icon(
  svg`<path d="M13.5 3.5H7.2A1.7 1.7 0 0 0 5.5 5.2v13.6a1.7 1.7 0 0 0 1.7 1.7h9.6a1.7 1.7 0 0 0 1.7-1.7V8.5z"></path><path d="M13.5 3.5v5h5M8.8 13h6.4M8.8 16.4h4.2"></path>`,
);
export const gaugeIcon = icon(
  svg`<path d="M5.4 18.4a8.8 8.8 0 1 1 13.2 0"></path><path d="m12 14 3.8-4.6"></path><circle cx="12" cy="14" r="1.2"></circle>`,
);
export const lockIcon = icon(
  svg`<rect x="5" y="10.5" width="14" height="9.5" rx="2.4"></rect><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"></path>`,
);
export const microphoneIcon = icon(
  svg`<rect x="9" y="3.5" width="6" height="11" rx="3"></rect><path d="M5.8 11.5a6.2 6.2 0 0 0 12.4 0M12 17.7v3"></path>`,
);
export const paperclipIcon = icon(
  svg`<path d="m19.6 11.4-7.9 7.9a4.9 4.9 0 0 1-6.9-6.9l8-8a3.3 3.3 0 0 1 4.6 4.6l-8 8a1.6 1.6 0 0 1-2.3-2.3l7.3-7.3"></path>`,
);
export const personIcon = icon(
  svg`<circle cx="12" cy="8.2" r="3.9"></circle><path d="M4.8 20a7.3 7.3 0 0 1 14.4 0"></path>`,
);
export const slashIcon = icon(
  svg`<rect x="4" y="4" width="16" height="16" rx="3.4"></rect><path d="m14 8-4 8"></path>`,
);
