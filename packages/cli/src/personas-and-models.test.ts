import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, vi } from 'vitest';
import { type Cli, it } from './test-support/run-cli.js';

const env = { ANTHROPIC_API_KEY: 'sk-secret-of-the-test' };

function folderWith(cli: Cli, files: Readonly<Record<string, string>>): string {
  const folder = join(cli.folder(), 'personas');
  mkdirSync(folder);
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
  return folder;
}

async function publicInterface(out: string): Promise<unknown> {
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0] ?? '';
  return (await fetch(`${url}/api/public/interfaces/demo`)).json();
}

describe.concurrent('agent-chat --personas and --models', { timeout: 90_000 }, () => {
  it('offers them to whoever has the page on this machine, and reads changed personas again', async ({
    cli,
  }) => {
    const personas = folderWith(cli, {
      'guide.yaml': 'name: Guide\nsystemPrompt: Guide people.\n',
      'critic.yaml': 'name: Critic\ndescription: Finds faults.\nsystemPrompt: Find faults.\nmodel: opus\n',
    });
    const { out } = await cli.start({ env, args: ['--personas', personas] });
    expect(out()).toContain('the model claude-haiku-5-5\n');
    expect(await publicInterface(out())).toMatchObject({
      models: [{ model: 'haiku' }, { model: 'sonnet' }, { model: 'opus' }],
      personas: [
        { personaId: 'critic', name: 'Critic', description: 'Finds faults.' },
        { personaId: 'guide', name: 'Guide' },
      ],
    });
    writeFileSync(join(personas, 'new.yaml'), 'name: New\nsystemPrompt: Be new.\n');
    await vi.waitFor(
      async () => expect(JSON.stringify(await publicInterface(out()))).toContain('"personaId":"new"'),
      { timeout: 60_000 },
    );
  });

  it('starts with one model of a file, and says which answers and where', async ({ cli }) => {
    const models = (model: string) => [
      '--models',
      join(folderWith(cli, { 'models.yaml': `models: [{ name: it, model: "${model}" }]` }), 'models.yaml'),
    ];
    const router = await cli.start({
      env: { OPENROUTER_API_KEY: 'sk-secret-of-the-test' },
      args: models('maker/model'),
    });
    expect(router.out()).toContain('the model maker/model\n');
    const local = await cli.start({
      env: { ...env, OPENAI_API_KEY: 'none', OPENAI_BASE_URL: 'http://127.0.0.1:9' },
      args: models('openai:llama'),
    });
    expect(local.out()).toContain('the model llama at http://127.0.0.1:9/v1\n');
  });

  it('stops at a file that is wrong, with the line and the column', async ({ cli }) => {
    const personas = folderWith(cli, {
      'guide.yaml': 'name: Guide\nsystemPrompt: Hi.\nlimits: { maxStep: 1 }\n',
    });
    const wrong = cli.run(['--port', '0', '--personas', personas], { env });
    expect(await wrong.ended).toBe(1);
    expect(wrong.errors()).toMatch(/guide\.yaml:3:11: limits\.maxStep/);
    const models = join(personas, 'models.yml');
    writeFileSync(models, 'models:\n  - name: a\n    model: mystery\n');
    const unknown = cli.run(['--port', '0', '--models', models], { env });
    expect(await unknown.ended).toBe(1);
    expect(unknown.errors()).toContain('write provider:model');
  });
});
