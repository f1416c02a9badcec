import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { CITATIONS, LONG_WORDS, RICH_MARKDOWN } from '../test-support/sample-answers.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const markdown =
  (text: string, options: FrameOptions = {}, streaming = false) =>
  () =>
    storyFrame(
      html`<agent-markdown .text=${text} .citations=${streaming ? [] : CITATIONS} .streaming=${streaming}></agent-markdown>`,
      options,
    );

const LONG = `# ${LONG_WORDS}\n\n${LONG_WORDS}\n\n\`\`\`\n${'one very long line of code; '.repeat(20)}\n\`\`\`\n\n| ${'wide column | '.repeat(12)}\n|${'---|'.repeat(12)}\n| ${'value | '.repeat(12)}`;

const meta: Meta = { title: 'Pieces/agent-markdown', component: 'agent-markdown' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<{ text: string; streaming: boolean }> = {
  render: ({ text, streaming }) => markdown(text, {}, streaming)(),
  args: { text: RICH_MARKDOWN, streaming: false },
};
export const Dark: Story = { render: markdown(RICH_MARKDOWN, { scheme: 'dark' }) };
export const RightToLeft: Story = {
  render: markdown('# سلام\n\n- واحد\n- اثنان\n\n> اقتباس\n\n```js\nconst a = 1;\n```', { locale: 'ar' }),
};
export const Narrow: Story = { render: markdown(RICH_MARKDOWN, { width: '18rem' }) };
export const Long: Story = { render: markdown(LONG, { width: '28rem' }) };
export const Empty: Story = { render: markdown('') };
/** Half a construct reads well while it is being written. */
export const Loading: Story = { render: markdown(`${RICH_MARKDOWN.slice(0, 300)} and **half of`, {}, true) };
/** What must not be followed, run or fetched. */
export const Failed: Story = {
  render: markdown(
    '[a refused link](javascript:alert(1)), <b>raw HTML</b>, ![a chart](https://images.example/chart.png)\n\n[https://bank.example](https://elsewhere.example)',
  ),
};
