import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';

/** Our own icons: drawn on 24 units, in the colour of the text, and silent to screen readers. */
export function icon(shape: SVGTemplateResult): TemplateResult {
  return html`<svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.9"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${shape}
  </svg>`;
}

export const alertIcon = icon(
  svg`<path d="M12 3.8 2.9 19.4a1 1 0 0 0 .9 1.5h16.4a1 1 0 0 0 .9-1.5z"></path><path d="M12 10v4.4M12 17.6v.1"></path>`,
);
export const arrowDownIcon = icon(svg`<path d="M12 5v14M6 13l6 6 6-6"></path>`);
export const arrowUpIcon = icon(svg`<path d="M12 19V5M6 11l6-6 6 6"></path>`);
export const checkIcon = icon(svg`<path d="m5 12.5 4.6 4.6L19 7.6"></path>`);
export const chevronIcon = icon(svg`<path d="m9 6 6 6-6 6"></path>`);
export const clockIcon = icon(svg`<circle cx="12" cy="12" r="8.6"></circle><path d="M12 7.4V12l3 2"></path>`);
export const closeIcon = icon(svg`<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"></path>`);
export const copyIcon = icon(
  svg`<rect x="9" y="9" width="11.5" height="11.5" rx="2.5"></rect><path d="M15 5.9V5.5A2 2 0 0 0 13 3.5H5.5a2 2 0 0 0-2 2V13a2 2 0 0 0 2 2h.4"></path>`,
);
export const editIcon = icon(
  svg`<path d="M4 20h4L19.2 8.8a2.1 2.1 0 0 0 0-3l-1-1a2.1 2.1 0 0 0-3 0L4 16z"></path><path d="m13.4 6.6 4 4"></path>`,
);
export const fileIcon = icon(
  svg`<path d="M13.5 3.5H7A2.5 2.5 0 0 0 4.5 6v12A2.5 2.5 0 0 0 7 20.5h10a2.5 2.5 0 0 0 2.5-2.5V9.5z"></path><path d="M13.5 3.5v6h6"></path>`,
);
export const imageIcon = icon(
  svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2.5"></rect><circle cx="8.8" cy="9.6" r="1.5"></circle><path d="m4.5 17.5 4.8-4.4 3 2.6 3.7-3.7 4 4"></path>`,
);
export const newChatIcon = icon(
  svg`<path d="M11.5 4.5H6A2.5 2.5 0 0 0 3.5 7v11A2.5 2.5 0 0 0 6 20.5h11a2.5 2.5 0 0 0 2.5-2.5v-5.5"></path><path d="M18.4 3.9a1.9 1.9 0 0 1 2.7 2.7L13 14.7l-3.5.8.8-3.5z"></path>`,
);
export const offlineIcon = icon(
  svg`<path d="m4 4 16 16M3.6 10.3a12 12 0 0 1 4-2.6M11 6.8a12 12 0 0 1 9.4 3.5M7.3 14a6.8 6.8 0 0 1 4-2M15.6 13.2l1.1.8M12 18v.1"></path>`,
);
export const questionIcon = icon(
  svg`<circle cx="12" cy="12" r="8.6"></circle><path d="M9.6 9.7a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.8M12 16.6v.1"></path>`,
);
export const reasoningIcon = icon(
  svg`<path d="M9.5 18h5M10.3 21h3.4"></path><path d="M8.7 15.3c-.3-1.3-1-1.9-1.7-2.8a6.3 6.3 0 1 1 10 0c-.7.9-1.4 1.5-1.7 2.8z"></path>`,
);
export const retryIcon = icon(
  svg`<path d="M20 11.5A8 8 0 1 0 18 17.3"></path><path d="M20.3 5.5v6h-6"></path>`,
);
export const shieldIcon = icon(
  svg`<path d="M12 3.2 4.8 6v5.4c0 4.5 3 7.8 7.2 9.4 4.2-1.6 7.2-4.9 7.2-9.4V6z"></path><path d="M12 8.6v3.8M12 15.6v.1"></path>`,
);
export const sparkIcon = icon(
  svg`<path fill="currentColor" stroke="none" d="M12 2.8c.7 4.9 3.3 7.7 8.7 8.7.4.1.4.7 0 .8-5.4 1-8 3.9-8.7 8.9-.1.4-.7.4-.8 0-.6-5-3.3-7.9-8.6-8.9-.5-.1-.5-.7 0-.8 5.3-1 8-3.8 8.6-8.7.1-.4.7-.4.8 0z"></path>`,
);
export const stopIcon = icon(
  svg`<rect fill="currentColor" stroke="none" x="6.5" y="6.5" width="11" height="11" rx="2.2"></rect>`,
);
export const trashIcon = icon(
  svg`<path d="M4.5 6.5h15M9.5 6.5v-1a2 2 0 0 1 2-2h1a2 2 0 0 1 2 2v1M6.5 6.5l.8 12a2 2 0 0 0 2 1.9h5.4a2 2 0 0 0 2-1.9l.8-12"></path>`,
);
export const downloadIcon = icon(svg`<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"></path>`);
export const moreIcon = icon(svg`<path stroke-width="2.6" d="M5.5 12h.01M12 12h.01M18.5 12h.01"></path>`);
export const panelIcon = icon(
  svg`<rect x="3.5" y="4.5" width="17" height="15" rx="3"></rect><path d="M9.5 4.5v15"></path>`,
);
export const searchIcon = icon(
  svg`<circle cx="10.8" cy="10.8" r="6.3"></circle><path d="m15.6 15.6 4.4 4.4"></path>`,
);
export const settingsIcon = icon(
  svg`<path d="M4 7.5h9M18.5 7.5H20M4 16.5h2M11.5 16.5H20"></path><circle cx="15.7" cy="7.5" r="2.5"></circle><circle cx="8.7" cy="16.5" r="2.5"></circle>`,
);
export const thumbDownIcon = icon(
  svg`<path d="M7.5 13.5V4.2H5A1.5 1.5 0 0 0 3.5 5.7v6.3A1.5 1.5 0 0 0 5 13.5zm0 0 3.3 6.2a2 2 0 0 0 2.7-1.9V14.5h4.6a2.2 2.2 0 0 0 2.2-2.6l-1-5.6a2.2 2.2 0 0 0-2.2-1.8H7.5"></path>`,
);
export const thumbUpIcon = icon(
  svg`<path d="M7.5 10.5v9.3H5a1.5 1.5 0 0 1-1.5-1.5V12A1.5 1.5 0 0 1 5 10.5zm0 0 3.3-6.2a2 2 0 0 1 2.7 1.9v3.3h4.6a2.2 2.2 0 0 1 2.2 2.6l-1 5.6a2.2 2.2 0 0 1-2.2 1.8H7.5"></path>`,
);
export const wrapIcon = icon(
  svg`<path d="M4 6h16M4 12h13.2a3.3 3.3 0 0 1 0 6.6H13M4 18h4.5"></path><path d="m15.6 16-2.6 2.6 2.6 2.6"></path>`,
);
