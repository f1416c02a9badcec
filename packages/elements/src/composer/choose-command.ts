import { type ComposerCommand, leadingCommand } from './composer-commands.js';
import type { ComposerHost } from './composer-host.js';
import type { TextRange } from './write-text.js';

/**
 * Does what a command is for. Text of its own goes to the cursor; what waits for something to add,
 * before the text, which is that then; else it is run at once, beside the text.
 *
 * @param typed what it was found by, which goes away. Default: a chip was pressed.
 */
export function chooseCommand(host: ComposerHost, command: ComposerCommand, typed?: TextRange): void {
  const { field, value, commands } = host;
  const { name, action, argumentHint, text = `/${name} ` } = command;
  if (action === 'insert') {
    const { selectionStart: start, selectionEnd: end } = field ?? OF_NO_FIELD;
    host.write(text, typed ?? { start, end });
  } else if (argumentHint !== undefined) {
    host.write(`/${name} `, typed ?? leadingCommand(value, commands));
  } else {
    if (typed !== undefined) host.write('', typed);
    host.run(command);
  }
}

const OF_NO_FIELD = { selectionStart: 0, selectionEnd: 0 };
