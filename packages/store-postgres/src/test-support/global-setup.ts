import { FULL } from '@agent-chat/protocol/test-support';
import type { TestProject } from 'vitest/node';
import { createPrivateCluster } from './private-cluster.js';

/**
 * One server for all tests of a run: a private one, unless `AGENT_CHAT_TEST_DATABASE_URL` names a
 * database that the tests may make schemas in.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env['AGENT_CHAT_TEST_DATABASE_URL'];
  if (url) {
    project.provide('postgres', { url });
    return async () => undefined;
  }
  try {
    // What is lost in a power cut has a server of its own. Without flushes all else takes half the time.
    const cluster = await createPrivateCluster(FULL ? [] : ['fsync=off']);
    project.provide('postgres', { url: cluster.url });
    return () => cluster.remove();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    project.provide('postgres', { skipped: `These tests need a PostgreSQL: ${reason}` });
    return async () => undefined;
  }
}
