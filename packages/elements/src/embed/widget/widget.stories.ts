import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { SAMPLES } from '../../test-support/sample-conversations.js';
import { type FrameOptions, storyFrame, storyLook } from '../../test-support/story-frame.js';
import '../../define.js';
import { createLauncher } from './launcher.js';

interface Knobs {
  readonly position: 'bottom-right' | 'bottom-left';
  readonly buttonIcon: string;
  readonly buttonText: string;
  readonly primaryColor: string;
  /** How many answers have come since it was closed. */
  readonly unread: number;
  readonly open: boolean;
}

const KNOBS: Knobs = {
  position: 'bottom-right',
  buttonIcon: 'chat',
  buttonText: '',
  primaryColor: '#4351d3',
  unread: 0,
  open: false,
};

const widget =
  (change: Partial<Knobs> = {}, options: FrameOptions = {}) =>
  (turned: Partial<Knobs> = {}) => {
    const { primaryColor, unread, open, buttonText, position, buttonIcon } = {
      ...KNOBS,
      ...change,
      ...turned,
    };
    const { locale } = storyLook(options);
    const launcher = createLauncher(location.origin, 'demo', {
      title: 'Guide',
      locale,
      primaryColor,
      widget: { position, buttonIcon, buttonText: buttonText || null, initialState: 'collapsed' },
    });
    const chat = document.createElement('agent-chat');
    Object.assign(chat, { client: SAMPLES.answered(), heading: 'Guide', locale });
    launcher.fill(chat);
    launcher.setOpen(open);
    launcher.setUnread(unread);
    // A page of its own for what keeps to the corner of the window.
    return storyFrame(
      html`<div style="contain: layout; block-size: 100%; overflow: hidden">${launcher.host}</div>`,
      { width: '52rem', height: open ? '46rem' : '12rem', ...options },
    );
  };

/** The button that the widget puts on another site, and the panel that it opens. An interface says how it looks. */
const meta: Meta = { title: 'Chat/the widget', parameters: { layout: 'fullscreen' } };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<Knobs> = {
  render: widget(),
  args: KNOBS,
  argTypes: {
    position: { control: 'inline-radio', options: ['bottom-right', 'bottom-left'] },
    buttonIcon: { control: 'select', options: ['chat', 'message', 'help'] },
    primaryColor: { control: 'color' },
  },
};
export const WithWords: Story = { render: widget({ buttonText: 'Ask us', buttonIcon: 'help' }) };
/** The number is in the name of the button as well. */
export const Unread: Story = { render: widget({ unread: 12 }, { scheme: 'dark' }) };
export const RightToLeft: Story = {
  render: widget({ unread: 3, buttonText: 'اسألنا', position: 'bottom-left' }, { locale: 'ar' }),
};
export const BrightBrand: Story = { render: widget({ primaryColor: '#facc15', buttonText: 'Ask us' }) };
export const Open: Story = { render: widget({ open: true }) };
export const OpenDark: Story = { render: widget({ open: true }, { scheme: 'dark', locale: 'ar' }) };
