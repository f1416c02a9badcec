import type { Logger } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';

/** What the program says, and what went wrong, one line each. */
export interface Terminal {
  say(line: string): void;
  complain(line: string): void;
}

/** Control characters and those that turn the direction of text: a log line must stay one line. */
const NOT_PRINTABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

export function processTerminal(process: Pick<NodeJS.Process, 'stdout' | 'stderr'>): Terminal {
  const write = (stream: NodeJS.WriteStream, line: string): void => {
    stream.write(`${line.replaceAll(NOT_PRINTABLE, ' ')}\n`);
  };
  // Whoever stops reading what we say does not stop us.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return {
    say: (line) => write(process.stdout, line),
    complain: (line) => write(process.stderr, line),
  };
}

/** A failure as the one line that a person reads. */
export function failureLine(error: unknown): string {
  if (AgentChatError.isInstance(error)) return `agent-chat: ${error.message} (${error.code})`;
  return `agent-chat: ${error instanceof Error ? error.message : String(error)}`;
}

/** Warnings and errors of a running server go to the terminal; the rest would only scroll by. */
export function terminalLogger(terminal: Terminal): Logger {
  return {
    log(level, message, fields) {
      if (level !== 'warn' && level !== 'error') return;
      const details = fields === undefined ? '' : ` ${JSON.stringify(fields)}`;
      terminal.complain(`${level}: ${message}${details}`);
    },
  };
}
