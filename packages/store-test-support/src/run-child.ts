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

/** How to run a program: by itself or by way of `prefix`, such as a tracer. */
export type RunChild = (program: string, args: readonly string[], prefix?: readonly string[]) => Child;

/** What Node is told to run sources as they are, before the file and its arguments. */
export const FROM_SOURCE: readonly string[] = [
  '--conditions=@agent-chat/source',
  '--import',
  fileURLToPath(new URL('source-hooks.ts', import.meta.url)),
];

/** Runs the programs of a folder from their source. @param module the `import.meta.url` of one in it */
export function programsBeside(module: string): RunChild {
  return (program, args, prefix = []) =>
    run([...prefix, process.execPath, ...FROM_SOURCE, fileURLToPath(new URL(program, module)), ...args]);
}

function run(command: readonly string[]): Child {
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

/** All lines of a program that ends by itself. */
export async function outputOf(child: Child): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of child.lines) lines.push(line);
  const errors = await child.ended;
  if (child.process.exitCode !== 0) throw new Error(`The program failed: ${errors}`);
  return lines;
}
