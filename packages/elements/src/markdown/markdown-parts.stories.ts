import type { Meta, StoryObj } from '@storybook/web-components-vite';
import type { Citation } from '@agent-chat/protocol';
import { html } from 'lit';
import { CITATIONS } from '../test-support/sample-answers.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';

const markdown =
  (text: string, options: FrameOptions = {}, streaming = false) =>
  () =>
    storyFrame(html`<agent-markdown .text=${text} .streaming=${streaming}></agent-markdown>`, options);

const CODE = `\`\`\`ts
// A line that is longer than the block is wide: the button above wraps it, and the arrow keys scroll it.
export async function greet(name: string, times = 1): Promise<string> {
  return \`Hello, \${name}\`.repeat(times);
}
\`\`\`

\`\`\`python
class Point(Base):
    """A point."""
    def length(self) -> float:
        return math.sqrt(self.x ** 2 + 0.5)  # Euclid
\`\`\`

\`\`\`diff
- const a = 1;
+ const a = 2;
\`\`\`

\`\`\`
no language, no colours
\`\`\``;

const FORMULAS = `It costs $5 and $10. Euler: $e^{i\\pi} + 1 = 0$, and \\(a^2 + b^2 = c^2\\).

$$
\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}
$$

\\[
A = \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}, \\quad \\lim_{x \\to 0} \\frac{\\sin x}{x} = 1
\\]

What nobody can read stays as it was written: $\\frac{1}{$`;

const NOTES = `The log is immutable[^1], and every reader sees the same order[^order].

- [x] Written at once
- [ ] Erased, which a person may ask for
- www.example.com and <mail@example.com>

[^1]: But for erasure.
[^order]: By \`seq\`, with **no** gaps.`;

const TABLE = `| row | ${'column | '.repeat(9)}\n|---|${'---|'.repeat(9)}\n${Array.from({ length: 320 }, (_, row) => `| ${row + 1} | ${'value | '.repeat(9)}`).join('\n')}`;

const meta: Meta = { title: 'Pieces/agent-markdown/parts', component: 'agent-markdown' };
export default meta;

type Story = StoryObj;

export const CodeInColours: Story = { render: markdown(CODE) };
export const CodeInTheDark: Story = { render: markdown(CODE, { scheme: 'dark' }) };
export const CodeNarrow: Story = { render: markdown(CODE, { width: '20rem' }) };
export const Formulas: Story = { render: markdown(FORMULAS) };
export const FormulasInTheDark: Story = { render: markdown(FORMULAS, { scheme: 'dark', width: '20rem' }) };
/** What is not closed yet stays TeX. */
export const FormulaArriving: Story = { render: markdown('Then \\(x = \\frac{1}', {}, true) };
export const FootnotesAndTasks: Story = { render: markdown(NOTES) };
export const FootnotesRightToLeft: Story = {
  render: markdown('السجل ثابت[^1].\n\n- [x] مكتوب\n\n[^1]: إلا المحو.', { locale: 'ar' }),
};
export const LongTable: Story = { render: markdown(TABLE, { width: '32rem' }) };
const CITED: readonly Citation[] = [
  ...CITATIONS,
  {
    marker: '3',
    title: 'A book without an address',
    excerpt: 'Whoever writes a log writes it once. Whoever reads it reads it in its order.',
  },
];

const sources =
  (options: FrameOptions = {}) =>
  () =>
    storyFrame(
      html`<agent-markdown
      style="margin-block-start: 15rem"
      .text=${'The log is ordered [1], and everything else is a fold over it [2]. A book says so too [3].'}
      .citations=${CITED}
    ></agent-markdown>`,
      options,
    );

export const Sources: Story = { render: sources() };
/** What a source says, over the text. */
export const SourcePanel: Story = {
  render: sources(),
  play: ({ canvasElement }) => openSource(canvasElement),
};
export const SourcePanelDark: Story = { ...SourcePanel, render: sources({ scheme: 'dark' }) };
export const SourcePanelRightToLeft: Story = { ...SourcePanel, render: sources({ locale: 'ar' }) };
export const SourcePanelNarrow: Story = { ...SourcePanel, render: sources({ width: '20rem' }) };

async function openSource(canvas: HTMLElement): Promise<void> {
  const root = () => canvas.querySelector('agent-markdown')?.renderRoot;
  await waitUntil(() => root()?.querySelector('.citation') != null);
  root()?.querySelector<HTMLElement>('.citation')?.click();
  await waitUntil(() => root()?.querySelector('.source-panel:popover-open') != null);
}
