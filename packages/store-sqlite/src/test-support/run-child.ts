import { programsBeside } from '@agent-chat/store-test-support';

/** Runs a program of this folder. */
export const runChild = programsBeside(import.meta.url);
