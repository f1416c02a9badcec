// The examples of frameworks that build what they serve, built and started as a user would.
import { FULL } from '@agent-chat/protocol/test-support';
import { expect, it, onTestFinished } from 'vitest';
import { installExample } from './support/example-project.js';
import { expectMountedChat } from './support/mounted-chat.js';

it.skipIf(!FULL)(
  'inside a server of Next.js that was built by it the chat answers, streams and refuses pages of others',
  async () => {
    const project = await installExample('mounting/next');
    onTestFinished(() => project.remove());
    const next = 'node_modules/next/dist/bin/next';
    await project.build(next, 'build');
    const url = await project.serve(next, 'start', '--hostname', '127.0.0.1');
    await expectMountedChat({ url, takesSockets: false });
    // All of its routes have the same server.
    const statuses = ['/c/demo', '/embed/demo', '/widget/demo.js', '/elements/none.js'].map(async (path) =>
      (await fetch(url + path)).headers.get('x-content-type-options'),
    );
    expect(await Promise.all(statuses)).toEqual(['nosniff', 'nosniff', 'nosniff', 'nosniff']);
  },
);

it.skipIf(!FULL)(
  'inside a server of Nitro that was built by it the chat answers, streams and refuses pages of others',
  async () => {
    const project = await installExample('mounting/nitro');
    onTestFinished(() => project.remove());
    await project.build('node_modules/nitro/dist/cli/index.mjs', 'build');
    const url = await project.serve('.output/server/index.mjs');
    await expectMountedChat({ url, takesSockets: false });
  },
);
