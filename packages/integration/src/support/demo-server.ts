import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));
const ADDRESS = /http:\/\/127\.0\.0\.1:(\d+)/;
const START_MS = 30_000;

/** The built command line in a process of its own, on a data folder of its own. */
export interface DemoServer {
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  /** What the process has written to its standard output and error. */
  output(): string;
  /** `kill -9`. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Starts again on the same port and data after `kill` or `stop`. */
  restart(): Promise<void>;
  /** Ctrl-C. Resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Ends the process, whatever it does, and removes its data. */
  remove(): Promise<void>;
}

export async function startDemoServer(env: Readonly<Record<string, string>> = {}): Promise<DemoServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'agent-chat-demo-'));
  let output = '';
  let port = 0;
  let child: ChildProcess;

  async function start(): Promise<void> {
    const startedAt = output.length;
    child = spawn(process.execPath, [CLI, 'start'], {
      cwd: dataFolder,
      env: {
        ...withoutKeys(process.env),
        ...env,
        PORT: String(port),
        AGENT_CHAT_DATA: join(dataFolder, 'data'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    port = await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`No address within ${START_MS} ms:\n${output}`)),
        START_MS,
      );
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const found = ADDRESS.exec(output.slice(startedAt));
        if (found === null) return;
        clearTimeout(timer);
        resolve(Number(found[1]));
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${output}`)));
      child.once('error', reject);
    });
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  }

  await start();
  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    get port() {
      return port;
    },
    dataFolder,
    output: () => output,
    kill: async () => void (await end('SIGKILL')),
    restart: start,
    stop: () => end('SIGINT'),
    async remove() {
      await end('SIGKILL');
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A developer's own keys must not turn a test of the guide into a call to a provider. */
function withoutKeys(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(ANTHROPIC|OPENAI|GOOGLE_GENERATIVE_AI|AGENT_CHAT)_/.test(name),
    ),
  );
}
