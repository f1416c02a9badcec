import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@agent-chat/protocol/test-support';
import { packedPackages } from '../../../../tools/gates/packed.mjs';
import { run } from '../../../../tools/setup/run.mjs';
import { ROOT } from './documentation.js';

/** An example with dependencies of its own, outside of this repository, with our packages as published. */
export interface ExampleProject {
  /** Runs a program of its dependencies to its end. */
  build(program: string, ...args: readonly string[]): Promise<void>;
  /** Starts a program of it and resolves with its address when it answers. */
  serve(program: string, ...args: readonly string[]): Promise<string>;
  /** Ends what was started, and removes the project. */
  remove(): Promise<void>;
}

const START_MS = 60_000;
/** What these tools would send home, and colours. */
const QUIET = { NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', CI: '1' };

/** @param example its folder under `examples`; our packages are built */
export async function installExample(example: string): Promise<ExampleProject> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-chat-example-'));
  await cp(join(ROOT, 'examples', example), folder, { recursive: true });
  await usePackedPackages(join(folder, 'package.json'));
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
  const endings: (() => Promise<unknown>)[] = [];

  return {
    async build(program, ...args) {
      await run(process.execPath, [program, ...args], {
        cwd: folder,
        env: { ...QUIET, NODE_ENV: 'production' },
      });
    },
    async serve(program, ...args) {
      const port = await freePort();
      const env = { ...process.env, ...QUIET, PORT: String(port), HOST: '127.0.0.1', HOSTNAME: '127.0.0.1' };
      const child = spawn(process.execPath, [program, ...args], {
        cwd: folder,
        env: { ...env, NODE_ENV: 'production' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended = once(child, 'exit');
      endings.push(() => {
        child.kill('SIGKILL');
        return ended;
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          output += chunk.toString();
        });
      }
      const url = `http://127.0.0.1:${port}`;
      const giveUpAt = Date.now() + START_MS;
      while (!(await answers(url))) {
        if (child.exitCode !== null || Date.now() > giveUpAt)
          throw new Error(`It does not answer: ${output}`);
      }
      return url;
    },
    async remove() {
      await Promise.all(endings.map((end) => end()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** In place of any versions that are published already. */
async function usePackedPackages(path: string): Promise<void> {
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { dependencies: Record<string, string> };
  const packed = new Map((await packedPackages()).map(({ name, tarball }) => [name, `file:${tarball}`]));
  const dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies).map(([name, range]) => [name, packed.get(name) ?? range]),
  );
  await writeFile(path, JSON.stringify({ ...manifest, dependencies, overrides: Object.fromEntries(packed) }));
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => null);
  await response?.body?.cancel();
  if (response === null) await new Promise((resolve) => setTimeout(resolve, 100));
  return response !== null;
}
