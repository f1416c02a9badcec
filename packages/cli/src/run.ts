import type { Environment } from '@agent-chat/agents/ai-sdk';
import { helpOf, readCommandLine } from './command-line.js';
import { withEnvironmentFile } from './environment-file.js';
import { packageVersion } from './package-files.js';
import { programName } from './program-name.js';
import { readSettings, type Settings } from './settings.js';
import { untilStopped } from './stop-signals.js';
import { failureLine, processTerminal, type Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

const FAILURE = 1;
/** By convention: the command line itself was wrong. */
const WRONG_USAGE = 2;

async function main(terminal: Terminal): Promise<void> {
  const command = readCommandLine(process.argv.slice(2));
  const program = programName(process.env);
  if (command.name === 'help') return void process.stdout.write(helpOf(program));
  if (command.name === 'version') return terminal.say(packageVersion());
  const { environment, warnings } = withEnvironmentFile(process.env, process.cwd());
  for (const warning of warnings) terminal.complain(`agent-chat: ${warning}`);
  const settings = readSettings(command.flags, environment, process.cwd());
  // Each loads what it needs and no more: the server takes far longer to load than a backup.
  switch (command.name) {
    case 'start':
      return serve(settings, environment, terminal);
    case 'check': {
      const { check, storeOf } = await import('./upkeep-commands.js');
      return check(storeOf(command.file, settings), terminal);
    }
    case 'backup': {
      const { backup } = await import('./upkeep-commands.js');
      return backup(settings, command.file, terminal);
    }
    case 'restore': {
      const { restore } = await import('./upkeep-commands.js');
      return restore(settings, command, terminal);
    }
    case 'new-epoch': {
      const { newEpoch, storeOf } = await import('./upkeep-commands.js');
      return newEpoch(storeOf(command.file, settings), terminal);
    }
    case 'interfaces': {
      const { runInterfaceCommand } = await import('./interface-commands.js');
      return runInterfaceCommand(command.command, settings, terminal, program);
    }
    case 'export': {
      const { exportToOutput } = await import('./transfer-commands.js');
      return exportToOutput(settings, command.conversationId, process.stdout);
    }
    case 'import': {
      const { importFile } = await import('./transfer-commands.js');
      return importFile(settings, command.file, terminal);
    }
  }
}

async function serve(settings: Settings, environment: Environment, terminal: Terminal): Promise<void> {
  const { start } = await import('./start-command.js');
  const server = await start(settings, environment, terminal);
  terminal.say(`Agent Chat is ready: ${server.url}`);
  if (settings.publicUrl !== null) terminal.say(`Pages reach it at ${settings.publicUrl}`);
  terminal.say(`Answers come from ${server.agent.description}`);
  terminal.say(`The data is in ${settings.dataFolder}`);
  if (server.newOperatorToken !== null) {
    terminal.say(`The operator's token, shown this once: ${server.newOperatorToken}`);
  }
  terminal.say('Press Ctrl-C to stop.');
  await untilStopped(
    async () => {
      terminal.say('Stopping…');
      await server.stop();
      terminal.say('Stopped.');
    },
    (why) => {
      terminal.complain(`agent-chat: ${why} Nothing that was acknowledged is lost.`);
      process.exit(FAILURE);
    },
  );
}

/** Runs what the command line asks for, and ends the process. */
export async function run(): Promise<never> {
  const terminal = processTerminal(process);
  try {
    await main(terminal);
    // What a library may still hold open, a keep-alive connection to a provider say, is not waited for.
    process.exit(0);
  } catch (error) {
    terminal.complain(failureLine(error));
    process.exit(error instanceof UsageError ? WRONG_USAGE : FAILURE);
  }
}
