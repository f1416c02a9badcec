import {
  backupSqliteStore,
  checkSqliteStore,
  renewSqliteEpoch,
  restoreSqliteStore,
  type StoreLocation,
  type StoreReport,
} from '@agent-chat/store-sqlite';
import type { Settings } from './settings.js';
import type { Terminal } from './terminal.js';

/** The file that was named, else the data. */
export function storeOf(file: string | null, { dataFolder }: Settings): StoreLocation {
  return file === null ? { folder: dataFolder } : { file };
}

/** @throws AgentChatError with a `Store…` code, `InvalidConfiguration` when there is no such file */
export async function check(location: StoreLocation, terminal: Terminal): Promise<void> {
  const report = await checkSqliteStore(location);
  terminal.say(`${report.file} is sound: ${contents(report)}, epoch ${report.epoch}.`);
}

/** @throws AgentChatError with a `Store…` code, `InvalidConfiguration` when there is no data or `to` exists */
export async function backup({ dataFolder }: Settings, to: string, terminal: Terminal): Promise<void> {
  const report = await backupSqliteStore({ folder: dataFolder, to });
  terminal.say(`${report.file} has all of the data and is sound: ${contents(report)}.`);
}

/** @throws AgentChatError with a `Store…` code, `InvalidConfiguration` when there is no such backup */
export async function restore(
  { dataFolder }: Settings,
  { file, replace }: { readonly file: string; readonly replace: boolean },
  terminal: Terminal,
): Promise<void> {
  const report = await restoreSqliteStore({ folder: dataFolder, from: file, replace });
  terminal.say(`${report.file} is restored: ${contents(report)}, with the new epoch ${report.epoch}.`);
  if (report.replaced !== null) terminal.say(`What was there before is ${report.replaced}.`);
}

/** @throws AgentChatError with a `Store…` code, `InvalidConfiguration` when there is no such file */
export async function newEpoch(location: StoreLocation, terminal: Terminal): Promise<void> {
  terminal.say(`The epoch is ${await renewSqliteEpoch(location)} from now on.`);
}

function contents({ conversations, events }: StoreReport): string {
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  return `${count(conversations, 'conversation')} with ${count(events, 'event')}`;
}
