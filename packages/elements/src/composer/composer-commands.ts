import type { TextRange } from './write-text.js';

/** Something that a person can have done from the composer, by a chip or by typing `/name`. */
export interface ComposerCommand {
  /** What is typed behind the slash: letters, digits, `-` and `_`. */
  readonly name: string;
  readonly label: string;
  /** What it does, in a sentence. */
  readonly description?: string;
  /** One character, for example an emoji. */
  readonly symbol?: string;
  /** What may follow the name, for example `campaign`. */
  readonly argumentHint?: string;
  /**
   * `run` fires `agent-chat-command` and sends the command as a message unless that is cancelled;
   * what is being written stays. With an `argumentHint` it stands before that, and waits for what a
   * person adds. `insert` puts `text` where the cursor is. Default: `run`.
   */
  readonly action?: 'run' | 'insert';
  /** What `insert` puts into the field. Default: `/name `. */
  readonly text?: string;
  /** Whether it is shown above the field as well. */
  readonly chip?: boolean;
}

/** A command as it was typed, with what stands behind it. */
export interface TypedCommand {
  readonly command: ComposerCommand;
  readonly args: string;
}

/** The command that a text is, if it is one that can be run. */
export function commandIn(text: string, commands: readonly ComposerCommand[]): TypedCommand | null {
  const [, name = '', args = ''] = /^\/([\p{L}\p{N}_-]+)(?:\s+([\s\S]*))?$/u.exec(text.trim()) ?? [];
  const command = commands.find((one) => one.name === name && one.action !== 'insert');
  return command === undefined ? null : { command, args: args.trim() };
}

/** Where the command stands with which a text begins; its start where there is none. */
export function leadingCommand(text: string, commands: readonly ComposerCommand[]): TextRange {
  const [all = '', name] = /^\/([\p{L}\p{N}_-]+)(?:\s|$)/u.exec(text) ?? [];
  return { start: 0, end: commands.some((one) => one.name === name) ? all.length : 0 };
}

/** What a person may add to the command that they have just typed; empty: nothing. */
export function hintFor(text: string, commands: readonly ComposerCommand[]): string {
  const [, name] = /^\/([\p{L}\p{N}_-]+)\s$/u.exec(text) ?? [];
  return commands.find((one) => one.name === name)?.argumentHint ?? '';
}
