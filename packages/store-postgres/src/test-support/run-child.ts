import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  /** Of the command itself, which may be the program that runs ours. */
  readonly process: ChildProcessWithoutNullStreams;
  readonly lines: AsyncIterable<string>;
  /** Resolves with what it wrote to stderr when it has ended. */
  readonly ended: Promise<string>;
}

/** Runs a program of this folder from its source, by itself or by way of `prefix`, such as a tracer. */
export function runChild(program: string, args: readonly string[], prefix: readonly string[] = []): Child {
  const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const command = [
    ...prefix,
    process.execPath,
    '--conditions=@agent-chat/source',
    '--import',
    here('source-hooks.ts'),
    here(program),
    ...args,
  ];
  const child = spawn(command[0] ?? process.execPath, command.slice(1));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return {
    process: child,
    lines: createInterface({ input: child.stdout }),
    ended: once(child, 'close').then(() => errors),
  };
}
