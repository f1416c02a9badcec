import { describe, expect } from 'vitest';
import { it } from './test-support/run-cli.js';
import { publish, visit } from './test-support/visit.js';

const ORDER = 'Send an email, but ask me first';

/** Asks for a tool, and answers for it. */
async function answered(url: string, slug?: string) {
  const visitor = await visit(url, slug);
  const { approvalId, argsHash, approvers } = await visitor.askForTool(ORDER);
  const yes = { clientRequestId: 'yes', argsHash, decision: 'approve' };
  return { approvers, status: (await visitor.post(`approvals/${approvalId}`, yes)).status };
}

describe.concurrent('a tool that asks', { timeout: 90_000 }, () => {
  it('asks whoever has the demo on a machine of their own, and operators in every other chat', async ({
    cli,
  }) => {
    const cwd = cli.folder();
    const { url } = await cli.start({ cwd });
    expect(await answered(url)).toEqual({ approvers: [expect.any(String)], status: 200 });
    await publish(cli, cwd, url, 'Help desk');
    expect(await answered(url, 'help-desk')).toEqual({ approvers: 'operators', status: 403 });
  });

  it.for([
    // An address of this machine alone, written so that it is not known for one.
    ['on a network', ['--host', '127.1']],
    ['behind a proxy', ['--public-url', 'https://chat.example.com']],
    ['told of proxies', ['--trusted-proxy', '10.0.0.0/8']],
  ] as const)('asks operators where the server is %s', async ([, args], { cli }) => {
    const { url } = await cli.start({ args });
    expect(await answered(url)).toEqual({ approvers: 'operators', status: 403 });
  });
});
