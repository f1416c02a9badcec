import { collectGarbage } from '@agent-chat/protocol/test-support';

/** Bytes that are in use once everything that nobody refers to has been collected. */
export function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
