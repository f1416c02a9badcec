import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { systemClock, silentLogger } from '@agent-chat/core';
import { FULL } from '@agent-chat/protocol/test-support';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { call, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import { runTurn, TestLog } from '../test-support/test-log.js';
import { callTool } from '../tools/call-tool.js';
import type { KeepResult } from '../tools/keep-file.js';
import { createAgent } from '../loop/create-agent.js';
import { createMcpTools, type McpTools } from './mcp-tools.js';
import type { McpServerConfig } from './server-config.js';

const PROGRAM = fileURLToPath(new URL('../test-support/mcp-server-program.ts', import.meta.url));
/** Not to be hurried where much else runs. */
const PATIENT = { connectTimeoutMs: 60_000 };
/** What a result may weigh that is not to be shown to a model. */
const BIG_BYTES = FULL ? 10_000_000 : 2_000_000;
const STDIO = { command: process.execPath, args: [PROGRAM], ...PATIENT };

let http: ChildProcess;
let url: string;
let overStdio: McpTools;
let overHttp: McpTools;
beforeAll(async () => {
  http = spawn(process.execPath, [PROGRAM, '--http'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(http.stdout!, 'data')) as [Buffer];
  url = `http://127.0.0.1:${port.toString().trim()}/mcp`;
  overStdio = createMcpTools({ servers: [{ name: 'srv', ...STDIO }] });
  overHttp = createMcpTools({ servers: [{ name: 'srv', url, allowInternal: true, ...PATIENT }] });
}, 60_000);
afterAll(async () => {
  await Promise.all([overStdio.close(), overHttp.close()]);
  http.kill();
});

const { signal } = new AbortController();

/** The tools of a server of its own, ended with the test. */
function serverOf({ onTestFinished }: TestContext, config: Partial<McpServerConfig> = {}): McpTools {
  const tools = createMcpTools({ servers: [{ name: 'srv', ...STDIO, ...config }] });
  onTestFinished(() => tools.close());
  return tools;
}

async function toolNamed(tools: McpTools, name: string) {
  const { tools: listed, failures } = await tools.list({ signal });
  expect(failures).toEqual([]);
  const tool = listed.find((each) => each.name === `srv__${name}`);
  if (tool === undefined) throw new Error(`There is no ${name}.`);
  return tool;
}

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly keepResult?: KeepResult;
}

async function run(tools: McpTools, name: string, args: unknown = {}, options: CallOptions = {}) {
  const tool = await toolNamed(tools, name);
  const parsed = tool.parse(args);
  if ('error' in parsed) return parsed;
  return callTool(tool, parsed.args, {
    clock: systemClock(),
    logger: silentLogger,
    signal,
    call: { tenant: 'default', conversationId: 'c', turn: 2, toolCallId: 't', agentId: 'a' },
    handOff: async () => undefined,
    ...options,
  });
}

describe.each([
  ['stdio', () => overStdio],
  ['HTTP', () => overHttp],
] as const)('an MCP server over %s', { timeout: 60_000 }, (_name, tools) => {
  it('has its tools under its name, and answers', async () => {
    const { tools: listed } = await tools().list({ signal });
    expect(listed.map(({ name }) => name)).toContain('srv__echo');
    expect(await run(tools(), 'echo', { said: 'Hello' })).toEqual({ output: 'Hello' });
    expect(await run(tools(), 'add', { a: 2, b: 3 })).toEqual({ output: { sum: 5 } });
  });

  it('is not asked with arguments that do not fit', async () => {
    expect(await run(tools(), 'add', { a: 'two' })).toMatchObject({ error: { code: 'invalid_tool_args' } });
  });

  it('gives every block of a result that is more than text, and its files as attachments', async () => {
    const kept: unknown[] = [];
    const keepResult: KeepResult = async ({ name, contentType, bytes }) => {
      if (contentType === 'audio/mpeg') throw new Error('There is no room.');
      kept.push([name, contentType, Buffer.from(bytes).toString()]);
      return { attachmentId: `att_${kept.length}` };
    };
    const picture = { name: 'srv__picture-2.png', contentType: 'image/png', sizeBytes: 3 };
    const sound = { name: 'srv__picture-3.mpeg', contentType: 'audio/mpeg', sizeBytes: 3 };
    const other = { name: 'srv__picture-4.bin', contentType: 'application/octet-stream', sizeBytes: 3 };
    const [before, after] = [
      { type: 'text', text: 'Here:' },
      { type: 'resource', resource: { uri: 'file:///a.txt', text: 'A' } },
    ];
    const uri = 'file:///a.pdf';
    expect(await run(tools(), 'picture', {}, { keepResult })).toEqual({
      output: {
        content: [
          before,
          { type: 'image', attachment: { attachmentId: 'att_1', ...picture } },
          { type: 'audio', file: sound, note: expect.stringContaining('could not be kept') },
          { type: 'resource', resource: { uri, attachment: { attachmentId: 'att_2', ...other } } },
          after,
        ],
      },
    });
    expect(kept.map((one) => (one as string[])[2])).toEqual(['ZZZ', 'ZZZ']);
    const note = expect.stringContaining('no files are kept');
    expect(await run(tools(), 'picture')).toEqual({
      output: {
        content: [
          before,
          { type: 'image', file: picture, note },
          { type: 'audio', file: sound, note },
          { type: 'resource', resource: { uri, file: other, note } },
          after,
        ],
      },
    });
  });

  it('tells what it says of a call that failed', async () => {
    expect(await run(tools(), 'fail')).toMatchObject({
      error: { code: 'mcp_error', message: 'There is no such file.' },
    });
  });

  it('has results of megabytes refused with their size, or kept whole', async () => {
    const bytes = BIG_BYTES;
    expect(await run(tools(), 'big', { bytes })).toMatchObject({
      error: { code: 'tool_result_too_large', details: { sizeBytes: bytes + 2, maxBytes: 262_144 } },
    });
    const kept: number[] = [];
    const keepResult: KeepResult = async (result) => {
      kept.push(result.bytes.length);
      return { attachmentId: 'att_1' };
    };
    expect(await run(tools(), 'big', { bytes }, { keepResult })).toMatchObject({
      output: { attachment: { attachmentId: 'att_1', name: 'srv__big.txt', sizeBytes: bytes } },
    });
    expect(kept).toEqual([bytes]);
    expect(await run(tools(), 'echo', { said: 'Still there' })).toEqual({ output: 'Still there' });
  });
});

describe.concurrent('an MCP server', { timeout: 60_000 }, () => {
  it('that hangs is given up after its time, and told', async (test) => {
    const tools = serverOf(test, { timeoutMs: 3_000 });
    await toolNamed(tools, 'hang');
    expect(await run(tools, 'hang')).toMatchObject({ error: { code: 'tool_timeout', retryable: true } });
    expect(await run(tools, 'cancelled')).toEqual({ output: '1' });
  });

  it('is told when the turn is aborted', async (test) => {
    const tools = serverOf(test);
    const abort = new AbortController();
    const hanging = run(tools, 'hang', {}, { signal: abort.signal });
    await run(tools, 'echo', { said: 'So the other one has begun.' });
    abort.abort();
    expect(await hanging).toMatchObject({ error: expect.anything() });
    expect(await run(tools, 'cancelled')).toEqual({ output: '1' });
  });

  it('that ends during a call is named, and is there again for the next one', async (test) => {
    const tools = serverOf(test);
    expect(await run(tools, 'crash')).toMatchObject({
      error: { code: 'mcp_server_gone', retryable: false },
    });
    expect(await run(tools, 'echo', { said: 'Back' })).toEqual({ output: 'Back' });
  });

  it('that cannot be reached, or says nothing, is a failure beside the others', async ({
    onTestFinished,
  }) => {
    const tools = createMcpTools({
      servers: [
        { name: 'none', command: '/nowhere/there-is-no-such-program' },
        { name: 'silent', command: process.execPath, args: [PROGRAM, '--silent'], connectTimeoutMs: 500 },
        { name: 'srv', ...STDIO },
      ],
    });
    onTestFinished(() => tools.close());
    const { tools: listed, failures } = await tools.list({ signal });
    expect(failures.map(({ source }) => source)).toEqual(['none', 'silent']);
    expect(listed.length).toBeGreaterThan(5);
  });

  it('may not be on this machine or in this network unless its host says so', async () => {
    for (const address of [url, url.replace('127.0.0.1', 'localhost'), url.replace('127.0.0.1', '[::1]')]) {
      const tools = createMcpTools({ servers: [{ name: 'srv', url: address }] });
      const { tools: listed, failures } = await tools.list({ signal });
      expect(listed).toEqual([]);
      expect(failures).toMatchObject([{ message: expect.stringContaining('internal address') }]);
      await tools.close();
    }
  });

  it('has only the tools that it is allowed, and asks for those that its host names', async (test) => {
    const { tools } = await serverOf(test, { tools: ['a*', 'echo'], needsApproval: ['add'] }).list({
      signal,
    });
    expect(tools.map(({ name }) => name).sort()).toEqual(['srv__add', 'srv__echo']);
    const traits = Object.fromEntries(tools.map((tool) => [tool.name, tool.traits]));
    expect(traits['srv__add']).toMatchObject({ source: 'mcp', needsApproval: true, readOnly: false });
    expect(traits['srv__echo']).toMatchObject({ readOnly: false, version: expect.any(String) });
  });

  it('is believed about its tools only where its host says so', async (test) => {
    const echo = await toolNamed(serverOf(test, { trustHints: true }), 'echo');
    expect(echo.traits).toMatchObject({ readOnly: true, idempotent: true });
  });

  it('serves an agent’s turn', async () => {
    const model = scriptedModel((_request, step) =>
      step === 0 ? [call('srv__add', { a: 1, b: 2 }), toTools] : [text('It is 3.'), stop],
    );
    const agent = createAgent({ model, tools: [overStdio] });
    const outputs = await runTurn(agent, new TestLog().say('Add.').open());
    expect(outputs.find(({ type }) => type === 'tool_result')).toMatchObject({ output: { sum: 3 } });
  });

  it('shows a picture, of which no prompt carries the bytes', async () => {
    const bytes = 100_000;
    const model = scriptedModel((_request, step) =>
      step % 2 === 0 ? [call('srv__picture', { bytes }), toTools] : [text('Seen.'), stop],
    );
    const keepResult: KeepResult = async () => ({ attachmentId: 'att_1' });
    for (const agent of [
      createAgent({ model, tools: [overStdio] }),
      createAgent({ model, tools: [overStdio], keepResult }),
    ]) {
      await runTurn(agent, new TestLog().say('Show it.').open());
      const prompt = JSON.stringify(model.requests.at(-1)?.messages);
      expect(prompt).toContain(`"sizeBytes":${bytes}`);
      expect(prompt.length).toBeLessThan(3_000);
    }
  });
});
