import type { AttachmentPart } from '@agent-chat/protocol';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { AttachmentUrl } from '../context/contexts.js';
import { LONG_WORDS } from '../test-support/sample-answers.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const FILES: readonly AttachmentPart[] = [
  {
    type: 'attachment',
    partId: 'p1',
    attachmentId: 'a1',
    name: 'invoice-4711.pdf',
    contentType: 'application/pdf',
    sizeBytes: 148_220,
    summary: 'What the bicycle costs, with tax.',
  },
  {
    type: 'attachment',
    partId: 'p2',
    attachmentId: 'a2',
    name: 'bicycle.png',
    contentType: 'image/png',
    sizeBytes: 2_481_000,
  },
];

/** A picture of the page's own. */
const picture: AttachmentUrl = async () => {
  const canvas = new OffscreenCanvas(320, 180);
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.fillStyle = '#4351d3';
    context.fillRect(0, 0, 320, 180);
    context.fillStyle = '#a4afff';
    context.fillRect(40, 40, 240, 100);
  }
  return URL.createObjectURL(await canvas.convertToBlob());
};
const broken: AttachmentUrl = async () => {
  throw new Error('The address has expired.');
};

interface StoryOptions extends FrameOptions {
  readonly urlOf?: AttachmentUrl | null;
  readonly press?: boolean;
}

const files =
  (parts: readonly AttachmentPart[], options: StoryOptions = {}) =>
  () =>
    storyFrame(
      html`<agent-chat-provider .attachmentUrl=${options.urlOf === undefined ? picture : options.urlOf}>
        <div style="display: grid; gap: 8px">
          ${parts.map((part) => html`<agent-attachment .attachment=${part}></agent-attachment>`)}
        </div>
      </agent-chat-provider>`,
      options,
    );

const press: NonNullable<StoryObj['play']> = async ({ canvasElement }) => {
  for (const element of canvasElement.querySelectorAll('agent-attachment')) {
    await element.updateComplete;
    element.renderRoot.querySelector<HTMLElement>('[part=view]')?.click();
  }
};

const meta: Meta = { title: 'Pieces/agent-attachment', component: 'agent-attachment' };
export default meta;

type Story = StoryObj;

export const Light: Story = { render: files(FILES) };
export const Dark: Story = { render: files(FILES, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: files(FILES, { locale: 'ar' }) };
export const Narrow: Story = { render: files(FILES, { width: '16rem' }) };
export const Long: Story = {
  render: files([
    { ...(FILES[0] as AttachmentPart), name: `${LONG_WORDS.slice(0, 90)}.pdf`, summary: LONG_WORDS },
  ]),
};
/** The page has no place to read files from. */
export const Empty: Story = { render: files(FILES, { urlOf: null }) };
/** After a click on the picture. */
export const Shown: Story = { render: files(FILES), play: press };
/** The server gives no address. */
export const Failed: Story = { render: files(FILES, { urlOf: broken }), play: press };
/** The address is on its way. */
export const Loading: Story = {
  render: files(FILES, { urlOf: () => new Promise<string>(() => undefined) }),
  play: press,
};
