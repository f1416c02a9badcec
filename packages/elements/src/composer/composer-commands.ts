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
   * with an `argumentHint` it waits for what a person adds. `insert` puts `text` into the field.
   * Default: `run`.
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

/** What a person may add to the command that they have just typed; empty: nothing. */
export function hintFor(text: string, commands: readonly ComposerCommand[]): string {
  const [, name] = /^\/([\p{L}\p{N}_-]+)\s$/u.exec(text) ?? [];
  return commands.find((one) => one.name === name)?.argumentHint ?? '';
}
