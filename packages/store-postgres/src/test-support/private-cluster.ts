import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@agent-chat/protocol/test-support';

const execute = promisify(execFile);
/** Where packages of systems put each version into a folder of its own. */
const VERSIONED = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];
const SUPERUSER = 'postgres';

/** A PostgreSQL server of our own, in a temporary folder, with every flush on unless the settings say otherwise. */
export interface PrivateCluster {
  /** Of the database that every server has. */
  readonly url: string;
  /** Kills the server as a power cut would: nothing is written any more. */
  stopImmediately(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/**
 * The binaries of the newest version that a package has installed, or those on the path; installs
 * Debian's package when we may.
 */
async function findBinaries(): Promise<string> {
  const found = await installedBinaries();
  if (found !== null) return found;
  if (process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await execute('apt-get', ['install', '--yes', '--no-install-recommends', 'postgresql'], { env });
    const installed = await installedBinaries();
    if (installed !== null) return installed;
  }
  throw new Error(
    `There is no PostgreSQL on the path or below ${VERSIONED.join(', ')}, and it cannot be installed here.`,
  );
}

async function installedBinaries(): Promise<string | null> {
  const versions = await Promise.all(
    VERSIONED.map(async (folder) => (await namesIn(folder)).map((name) => ({ folder, name }))),
  );
  const newestFirst = versions.flat().sort((a, b) => versionOf(b.name) - versionOf(a.name));
  const folders = newestFirst.map(({ folder, name }) => join(folder, name, 'bin'));
  for (const binaries of [...folders, ...(process.env['PATH'] ?? '').split(delimiter)]) {
    const names = await namesIn(binaries);
    if (names.includes('initdb') && names.includes('pg_ctl')) return binaries;
  }
  return null;
}

/** `16` as Debian names it, `postgresql@16` as Homebrew does. */
function versionOf(name: string): number {
  return Number(/^(?:postgresql@)?(\d+)$/.exec(name)?.[1] ?? 0);
}

/** Nothing for a folder that is not there. */
function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/**
 * Makes and starts a server that only this machine reaches. As root it runs as the user `postgres`,
 * because PostgreSQL refuses to run as root.
 *
 * @throws Error with the reason, when no PostgreSQL can be had
 */
export async function createPrivateCluster(settings: readonly string[] = []): Promise<PrivateCluster> {
  const binaries = await findBinaries();
  const folder = await mkdtemp(join(tmpdir(), 'agent-chat-postgres-'));
  const data = join(folder, 'data');
  const log = join(folder, 'server.log');
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    const { stdout: ids } = await execute('getent', ['passwd', SUPERUSER]);
    const [, , uid, gid] = ids.split(':').map(Number);
    await chown(folder, uid ?? 0, gid ?? 0);
  }
  const runTool = (tool: string, args: readonly string[]) => {
    const command = [join(binaries, tool), ...args];
    if (asRoot) command.unshift('runuser', '-u', SUPERUSER, '--');
    return execute(command[0] ?? '', command.slice(1), { cwd: folder });
  };
  await runTool('initdb', ['-D', data, '-U', SUPERUSER, '--auth=trust', '-E', 'UTF8', '--no-sync']);
  const port = await freePort();
  const options = [
    `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=200`,
    ...settings.map((setting) => `-c ${setting}`),
  ].join(' ');
  const cluster: PrivateCluster = {
    url: `postgres://${SUPERUSER}@127.0.0.1:${port}/postgres`,
    async start() {
      try {
        await runTool('pg_ctl', ['-D', data, '-w', '-t', '60', '-l', log, '-o', options, 'start']);
      } catch (cause) {
        throw new Error(`The server did not start: ${await readFile(log, 'utf8').catch(() => '')}`, {
          cause,
        });
      }
    },
    async stopImmediately() {
      await runTool('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
    },
    async remove() {
      await runTool('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']).catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await cluster.start();
  } catch (error) {
    await cluster.remove();
    throw error;
  }
  return cluster;
}
