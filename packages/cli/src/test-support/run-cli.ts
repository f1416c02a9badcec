import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TestContext, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The program in a process of its own. */
export interface CliProcess {
  readonly child: ChildProcess;
  out(): string;
  errors(): string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  /** The first match in what it says. Rejects when the program ends without it. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a test starts and writes, which ends with it. Tests that have their own run at the same time. */
export interface Cli {
  /** A folder that is gone when the test is. */
  folder(): string;
  run(args: readonly string[], options?: CliOptions): CliProcess;
  /** A server that is ready, on a free port. */
  start(
    options?: CliOptions & { readonly args?: readonly string[] },
  ): Promise<CliProcess & { readonly url: string }>;
}

function inherited(name: string): Readonly<Record<string, string>> {
  const value = process.env[name];
  return value === undefined ? {} : { [name]: value };
}

/**
 * Runs what was built last, which starts in half the time of the source, with nothing of this process's
 * environment but its search path and the compiled code of others.
 */
function runBuilt(args: readonly string[], cwd: string, env: CliOptions['env']): CliProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...inherited('PATH'), ...inherited('NODE_COMPILE_CACHE'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  let onOutput = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    onOutput();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    out: () => out,
    errors: () => errors,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        onOutput = () => {
          const match = pattern.exec(out);
          if (match !== null) resolve(match);
        };
        onOutput();
        void ended.then((code) => reject(new Error(`It ended with ${code}: ${out}${errors}`)));
      }),
  };
}

/** A folder that is gone when the test is. */
export function temporaryFolder(onTestFinished: TestContext['onTestFinished']): string {
  const folder = mkdtempSync(join(tmpdir(), 'agent-chat-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function cliUntil(onTestFinished: TestContext['onTestFinished']): Cli {
  const folder = () => temporaryFolder(onTestFinished);
  const run: Cli['run'] = (args, { cwd = folder(), env } = {}) => {
    const cli = runBuilt(args, cwd, env);
    onTestFinished(async () => {
      cli.child.kill('SIGKILL');
      await cli.ended;
    });
    return cli;
  };
  return {
    folder,
    run,
    async start({ args = [], ...options } = {}) {
      const cli = run(['start', '--port', '0', ...args], options);
      const [, url = ''] = await cli.says(/ready: (http:\S+)\n[^]*Ctrl-C/);
      return { ...cli, url };
    },
  };
}

export const it = test.extend<{ cli: Cli }>({
  cli: async ({ onTestFinished }, use) => {
    await use(cliUntil(onTestFinished));
  },
});
