export type { GuideOptions } from './create-guide.js';
export { createGuide } from './create-guide.js';
export { demoEmailTool, SEND_DEMO_EMAIL } from './demo-email.js';
export { DOCS_TABLE, docsTools, SEARCH_DOCS } from './docs-tools.js';
export type { GuideDocument } from './document.js';
export { SearchOutput, TableOutput } from './lookup-output.js';
export type { Block, TableBlock } from './markdown-blocks.js';
export type { DocSection } from './split-markdown.js';
export { splitMarkdown } from './split-markdown.js';
