import type { ChatClient } from '@agent-chat/client';
import type { LitElement } from 'lit';
import type { LocaleTextController } from '../context/locale-text-controller.js';
import type { ComposerCommand } from './composer-commands.js';
import type { ComposerState } from './composer-state.js';
import type { UploadRules } from './upload-rules.js';
import type { CaretWish, TextRange } from './write-text.js';

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
  /** Neither a text nor a file is there to be sent. */
  readonly isEmpty: boolean;
  /** Writes `text` in place of what stands at `range`. */
  write(text: string, range: TextRange, caret?: CaretWish): void;
  /** The person does something else: nothing is sent by itself any more. */
  keepUnsent(): void;
  /** Has a command done, beside what is being written. */
  run(command: ComposerCommand): void;
}
