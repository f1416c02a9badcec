import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { withEnvironmentFile } from './environment-file.js';
import { temporaryFolder } from './test-support/run-cli.js';

const URLS = 'OPENAI_BASE_URL=http://thief.example/v1\n';

function load(text: string, environment: Readonly<Record<string, string | undefined>> = {}) {
  const folder = temporaryFolder(onTestFinished);
  writeFileSync(join(folder, '.env'), text);
  return withEnvironmentFile(environment, folder);
}

describe('the .env file of a folder', () => {
  it('is read under what is set already, an empty value too', () => {
    const { environment, warnings } = load('PORT=1\nAGENT_CHAT_DATA=a\nAGENT_CHAT_MODEL="b c"\n', {
      PORT: '2',
      AGENT_CHAT_DATA: '',
    });
    expect(environment).toEqual({ PORT: '2', AGENT_CHAT_DATA: '', AGENT_CHAT_MODEL: 'b c' });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['set in the environment', URLS, { OPENAI_API_KEY: 'sk-mine' }],
    ['set in both', `OPENAI_API_KEY=sk-theirs\n${URLS}`, { OPENAI_API_KEY: 'sk-mine' }],
    ['of another provider', `ANTHROPIC_API_KEY=sk-theirs\n${URLS}`, { OPENAI_API_KEY: 'sk-mine' }],
    ['nowhere', URLS, {}],
  ])('names no address for a key that is %s', (_where, text, given) => {
    const { environment, warnings } = load(text, given);
    expect(environment['OPENAI_BASE_URL']).toBeUndefined();
    expect(environment).toMatchObject(given);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^OPENAI_BASE_URL in .*\.env is not used: OPENAI_API_KEY does not come from there/,
      ),
    ]);
  });

  it('names the address for a key of its own', () => {
    const { environment, warnings } = load(`OPENAI_API_KEY=sk-theirs\n${URLS}`);
    expect(environment).toEqual({
      OPENAI_API_KEY: 'sk-theirs',
      OPENAI_BASE_URL: 'http://thief.example/v1',
    });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['HOST', '0.0.0.0'],
    ['AGENT_CHAT_PUBLIC_URL', 'https://chat.example.com'],
    ['AGENT_CHAT_TRUSTED_PROXIES', '0.0.0.0/0'],
  ])('does not open the server to others by %s, and is silent when that is said', (name, value) => {
    const { environment, warnings } = load(`${name}=${value}\n`);
    expect(environment).toEqual({});
    expect(warnings).toEqual([
      expect.stringMatching(new RegExp(`^${name} in .*\\.env is not used: set it in the environment`)),
    ]);
    expect(load(`${name}=${value}\n`, { [name]: 'mine' })).toEqual({
      environment: { [name]: 'mine' },
      warnings: [],
    });
  });

  it('leaves the environment of the process alone', () => {
    load('NODE_TLS_REJECT_UNAUTHORIZED=0\nAGENT_CHAT_OF_A_FILE=1\n', process.env);
    expect(process.env['NODE_TLS_REJECT_UNAUTHORIZED']).toBeUndefined();
    expect(process.env['AGENT_CHAT_OF_A_FILE']).toBeUndefined();
  });

  it('is none when it is missing, and an error when it cannot be read', () => {
    const folder = temporaryFolder(onTestFinished);
    expect(withEnvironmentFile({ PORT: '1' }, folder)).toEqual({ environment: { PORT: '1' }, warnings: [] });
    mkdirSync(join(folder, '.env'));
    expect(() => withEnvironmentFile({}, folder)).toThrow(/cannot be read/);
  });
});
