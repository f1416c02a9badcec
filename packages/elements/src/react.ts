// The tags in JSX: React 19 sets their properties and hears their events by itself, and only its types
// do not know them. All of it follows from what the elements declare for HTML.
import './define.js';
import type { LitElement } from 'lit';
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

type Tag = Extract<keyof HTMLElementTagNameMap, `agent-${string}`>;
type EventName = Extract<keyof HTMLElementEventMap, `agent-chat-${string}`>;

/** What an element has beyond every other of Lit. */
type Own<Each extends HTMLElement> = {
  [Name in Exclude<keyof Each, keyof LitElement>]?: Each[Name] | undefined;
};

/** `onagent-chat-submit` for `agent-chat-submit`: so React 19 names the listeners of such elements. */
type Listeners = {
  [Name in EventName as `on${Name}`]?: ((event: HTMLElementEventMap[Name]) => void) | undefined;
};

type Props<Each extends HTMLElement> = Omit<DetailedHTMLProps<HTMLAttributes<Each>, Each>, keyof Own<Each>> &
  Own<Each> &
  Listeners;

/** Every tag of this package, with its properties, its events and what HTML elements have in React. */
export type AgentChatJsx = { [Each in Tag]: Props<HTMLElementTagNameMap[Each]> };

declare module 'react' {
  // oxlint-disable-next-line typescript/no-namespace -- The types of React are in one.
  namespace JSX {
    // oxlint-disable-next-line typescript/no-empty-object-type -- All of it is inherited.
    interface IntrinsicElements extends AgentChatJsx {}
  }
}
