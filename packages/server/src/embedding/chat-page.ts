import type { PublicInterface } from '@agent-chat/protocol';
import { escaped } from '../http/escaped.js';
import type { PageLanguage } from './page-language.js';
import { ELEMENTS_PATH } from './paths.js';
import { BASE_STYLES, NOTHING_STYLES, PAGE_STYLES } from './page-styles.js';

export interface ChatPageOptions {
  /** `embed` fills its frame; `page` stands alone. */
  readonly kind: 'embed' | 'page';
  /** As it was asked for: where a visitor's conversation is kept goes by it. */
  readonly slug: string;
  readonly info: PublicInterface;
  readonly language: PageLanguage;
  /** What the address says of the theme, such as `dark`; `null`: as the visitor's system. */
  readonly theme: string | null;
  /** Whether the page around it says who the visitor is. */
  readonly asksIdentity: boolean;
  /** Origins of other sites whose pages may talk with it. */
  readonly hosts: readonly string[];
  /** Whether there is a style for the place of the chat before its script has come. */
  readonly hasShell: boolean;
  readonly nonce: string;
}

/** The page of an interface: one `<agent-chat>`, and nothing that is written into a script. */
export function chatPage(options: ChatPageOptions): string {
  const { kind, slug, info, language, theme, hosts, asksIdentity, hasShell } = options;
  const nonce = ` nonce="${escaped(options.nonce)}"`;
  const description = info.description ?? '';
  const chat = [
    ['interface', slug],
    ...(info.locale == null ? [] : [['locale', info.locale]]),
    ...(theme === null ? [] : [['theme', theme]]),
  ].map(([name = '', value = '']) => ` ${name}="${escaped(value)}"`);
  return `<!doctype html>
<html lang="${escaped(language.tag)}" dir="${language.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${escaped(info.title)}</title>
${description === '' ? '' : `<meta name="description" content="${escaped(description.slice(0, 300))}">\n`}<link rel="icon" href="${escaped(iconOf(info))}">
${hasShell ? `<link rel="stylesheet" href="${ELEMENTS_PATH}shell.css"${nonce}>\n` : ''}<style${nonce}>${BASE_STYLES}${kind === 'page' ? PAGE_STYLES : ''}</style>
<script type="module" src="${ELEMENTS_PATH}chat-page.js"${nonce}></script>
<script type="module" src="${ELEMENTS_PATH}agent-chat.js"${nonce}></script>
</head>
<body class="${kind}" data-hosts="${escaped(hosts.join(' '))}"${asksIdentity ? ' data-identity="host"' : ''}>
<noscript>This chat needs JavaScript.</noscript>
<main><h1 class="unseen">${escaped(info.title)}</h1><agent-chat${chat.join('')}></agent-chat></main>
</body>
</html>
`;
}

/** What stands where there is no chat: whether there ever was one is nobody's business. */
export function nothingPage(nonce: string): string {
  return wordsPage(nonce, {
    title: 'There is no chat here',
    text: 'The address may be misspelt, or the chat is not published.',
  });
}

/** What stands in a frame of a page that may not show the chat: for whoever makes that page. */
export function notHerePage(
  nonce: string,
  kind: ChatPageOptions['kind'],
  slug: string,
  site: string,
): string {
  return wordsPage(nonce, {
    title: 'This chat cannot be shown here',
    text:
      kind === 'embed'
        ? `${site} is not among the sites that may show it. Its allowed origins must name exactly that.`
        : `This page stands alone. For a frame there is /embed/${slug}.`,
  });
}

function wordsPage(
  nonce: string,
  { title, text }: { readonly title: string; readonly text: string },
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style nonce="${escaped(nonce)}">${BASE_STYLES}${NOTHING_STYLES}</style>
</head>
<body>
<main><h1>${escaped(title)}</h1>
<p>${escaped(text)}</p></main>
</body>
</html>
`;
}

/** The interface's own icon, else a bubble in its colour. */
function iconOf({ iconUrl, primaryColor }: PublicInterface): string {
  if (iconUrl != null) return iconUrl;
  const color = /^#[\da-f]{3,6}$/i.test(primaryColor ?? '') ? primaryColor : '#6366f1';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="${color}" d="M6 4h20a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H15l-7 6v-6H6a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4z"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
