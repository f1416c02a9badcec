import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { makeData } from './test-support/demo-data.js';
import { type Cli, type CliOptions, it } from './test-support/run-cli.js';
import { sampled } from './test-support/sampled.js';

const ONE_LINE = /^agent-chat: [^\n]+\n$/;

async function run(cli: Cli, args: readonly string[], options: CliOptions) {
  const { ended, out, errors } = cli.run(args, options);
  return { code: await ended, out: out(), errors: errors() };
}

/** A command that fails with one line that has `parts`, and says nothing else. */
async function expectRefused(cli: Cli, args: readonly string[], cwd: string, ...parts: string[]) {
  const { code, out, errors } = await run(cli, args, { cwd });
  expect(errors).toMatch(ONE_LINE);
  for (const part of parts) expect(errors).toContain(part);
  expect({ code, out }).toEqual({ code: 1, out: '' });
}

describe.concurrent('agent-chat check, backup, restore and new-epoch', { timeout: 90_000 }, () => {
  it('bring the data back as it was, under a new epoch', async ({ cli }) => {
    const cwd = cli.folder();
    await makeData(join(cwd, '.agent-chat'));
    const epochOf = async (...args: string[]): Promise<string | undefined> => {
      const { code, out } = await run(cli, ['check', ...args], { cwd });
      expect(code).toBe(0);
      expect(out).toContain('is sound: 1 conversation with 3 events');
      return /epoch (\w+)/.exec(out)?.[1];
    };
    const backup = await run(cli, ['backup', 'backup.db'], { cwd });
    expect(backup).toMatchObject({ code: 0, errors: '' });
    expect(backup.out).toContain(`${join(cwd, 'backup.db')} has all of the data and is sound`);
    const epoch = await epochOf();
    expect(await epochOf('backup.db')).toBe(epoch);

    await expectRefused(cli, ['restore', 'backup.db'], cwd, '--replace', '(InvalidConfiguration)');
    const restored = await run(cli, ['restore', 'backup.db', '--replace'], { cwd });
    expect(restored).toMatchObject({ code: 0, errors: '' });
    expect(restored.out).toContain(join(cwd, '.agent-chat/agent-chat.db.replaced-1'));
    const restoredEpoch = await epochOf();
    expect(restoredEpoch).not.toBe(epoch);
    expect(restored.out).toContain(`the new epoch ${restoredEpoch}`);

    const renewed = await run(cli, ['new-epoch', 'backup.db'], { cwd });
    expect(renewed).toMatchObject({ code: 0, errors: '' });
    const renewedEpoch = await epochOf('backup.db');
    expect(renewed.out).toContain(`The epoch is ${renewedEpoch} from now on.`);
    expect(renewedEpoch).not.toBe(epoch);
  });

  it('look and back up beside a running server, and do not take its data from it', async ({ cli }) => {
    const cwd = cli.folder();
    const { url } = await cli.start({ cwd });
    expect((await run(cli, ['check'], { cwd })).code).toBe(0);
    expect((await run(cli, ['backup', 'backup.db'], { cwd })).code).toBe(0);
    expect((await run(cli, ['check', 'backup.db'], { cwd })).code).toBe(0);
    await expectRefused(cli, ['restore', 'backup.db', '--replace'], cwd, '(StoreInUse)');
    await expectRefused(cli, ['new-epoch'], cwd, '(StoreInUse)');
    await expectRefused(cli, ['export', 'c1'], cwd, '(StoreInUse)');
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
  });

  const needy = [
    ['check'],
    ['restore', 'no.db'],
    ['check', 'no.db'],
    ['backup', 'b.db'],
    ['new-epoch'],
    ['export', 'c1'],
  ];
  it.for(sampled(needy, 2))(
    '%s %s says in one line what is missing, and makes nothing',
    async (args, { cli }) => {
      const cwd = cli.folder();
      await expectRefused(cli, args, cwd, '(InvalidConfiguration)', cwd);
      expect(existsSync(join(cwd, '.agent-chat'))).toBe(false);
    },
  );

  it('name a damaged file', async ({ cli }) => {
    const cwd = cli.folder();
    const file = join(cwd, 'damaged.db');
    writeFileSync(file, 'this is no database');
    for (const command of ['check', 'restore', 'new-epoch']) {
      await expectRefused(cli, [command, 'damaged.db'], cwd, '(StoreDamaged)', file);
    }
    expect(readFileSync(file, 'utf8')).toBe('this is no database');
  });
});

describe.concurrent('agent-chat export and import', { timeout: 90_000 }, () => {
  it('carry a conversation to other data, byte by byte', async ({ cli }) => {
    const cwd = cli.folder();
    const { conversationId } = await makeData(join(cwd, 'one'));
    const first = await run(cli, ['export', conversationId, '--data', 'one'], { cwd });
    expect(first).toMatchObject({ code: 0, errors: '' });
    expect(first.out.split('\n').slice(0, -1)).toHaveLength(5);
    writeFileSync(join(cwd, 'file.jsonl'), first.out);

    const imported = await run(cli, ['import', 'file.jsonl', '--data', 'two'], { cwd });
    expect(imported).toMatchObject({ code: 0, errors: '' });
    expect(imported.out).toBe(`The conversation ${conversationId} is there, with 3 events.\n`);
    const second = await run(cli, ['export', conversationId, '--data', 'two'], { cwd });
    expect(second.out).toBe(first.out);
    await expectRefused(cli, ['import', 'file.jsonl', '--data', 'two'], cwd, '(ConversationExists)');
  });

  it('refuse what is cut, missing or unknown', async ({ cli }) => {
    const cwd = cli.folder();
    const { conversationId } = await makeData(join(cwd, '.agent-chat'));
    await expectRefused(cli, ['export', 'nobody'], cwd, '(UnknownConversation)');
    const { out } = await run(cli, ['export', conversationId], { cwd });
    writeFileSync(join(cwd, 'cut.jsonl'), out.slice(0, -20));
    await expectRefused(cli, ['import', 'cut.jsonl', '--data', 'two'], cwd, '(InvalidRequest)', 'cut off');
    await expectRefused(cli, ['import', 'no.jsonl'], cwd, '(InvalidConfiguration)', join(cwd, 'no.jsonl'));
  });

  it('notice that nobody reads what is written', async ({ cli }) => {
    const cwd = cli.folder();
    const { conversationId } = await makeData(join(cwd, '.agent-chat'));
    const { child, ended, errors } = cli.run(['export', conversationId], { cwd });
    child.stdout?.destroy();
    expect(await ended).toBe(1);
    expect(errors()).toMatch(ONE_LINE);
  });
});
