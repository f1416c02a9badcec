import type { ChatClient } from '@agent-chat/client';
import type { LitElement } from 'lit';
import type { LocaleTextController } from '../context/locale-text-controller.js';
import type { ComposerCommand } from './composer-commands.js';
import type { ComposerState } from './composer-state.js';
import type { UploadRules } from './upload-rules.js';

/** What the parts of a composer that are loaded later may see and do of it. */
export interface ComposerHost {
  readonly element: LitElement;
  readonly text: LocaleTextController;
  readonly client: ChatClient | null;
  /** `undefined` without a client. */
  readonly state: ComposerState | undefined;
  readonly commands: readonly ComposerCommand[];
  readonly uploadRules: UploadRules | null;
  readonly isDisabled: boolean;
  readonly field: HTMLTextAreaElement | null;
  /** The frame around the field. */
  readonly box: Element | null;
  readonly value: string;
  /** Replaces the text; the cursor goes to `caret`, default the end. `null`: it stays, and so does the focus. */
  write(text: string, caret?: number | null): void;
  /** The person does something else: nothing is sent by itself any more. */
  keepUnsent(): void;
  /** Does what a command is for. */
  choose(command: ComposerCommand): void;
}
