import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AgentChatError, isErrorBody } from '@agent-chat/protocol';
import { askForProof } from './operator-proof.js';
import { operatorToken } from './operator-token.js';
import type { Settings } from './settings.js';

/** An operator's call of the server that runs here: `path` begins with `/api`. */
export type ServerCall = <T>(verb: 'GET' | 'POST', path: string, body?: object) => Promise<T>;

/** A proof is short; who answers with more is somebody else. */
const MAX_PROOF_BYTES = 1_000;

/**
 * How to call the server that runs on the data folder of `settings`. It gets the operator's token once it
 * has shown that it knows it: another program may listen on its port.
 *
 * @throws AgentChatError `InvalidConfiguration` when there is no such server
 */
export async function serverCalls(
  settings: Pick<Settings, 'dataFolder' | 'host' | 'port'>,
  { timeoutMs = 30_000 }: { readonly timeoutMs?: number } = {},
): Promise<ServerCall> {
  const { dataFolder, host, port } = settings;
  if (!existsSync(join(dataFolder, 'operator-token'))) {
    throw fault(`There is no data in ${dataFolder}: start the server first.`);
  }
  const { token } = operatorToken(dataFolder);
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const server = `http://${name.includes(':') ? `[${name}]` : name}:${port}`;

  const ask = async (path: string, init: RequestInit, maxBytes: number): Promise<Answer> => {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      return await readAnswer(await fetch(server + path, { ...init, redirect: 'manual', signal }), maxBytes);
    } catch (cause) {
      const isLate = cause instanceof Error && cause.name === 'TimeoutError';
      throw isLate
        ? fault(`What listens at ${server} has not answered in ${timeoutMs / 1_000} seconds.`, cause)
        : fault(`No server answers at ${server}: start it first.`, cause);
    }
  };
  const stranger = (): AgentChatError =>
    fault(
      `Something else answers at ${server}, not the server of ${dataFolder}: start that, or give its port.`,
    );

  const proof = askForProof(token, port);
  const { body } = await ask(proof.path, {}, MAX_PROOF_BYTES);
  if (!proof.isRight(body)) throw stranger();

  return async <T>(verb: 'GET' | 'POST', path: string, params?: object): Promise<T> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(params && { 'content-type': 'application/json' }),
    };
    const init = { method: verb, headers, ...(params && { body: JSON.stringify(params) }) };
    const { isOk, body: answer } = await ask(path, init, Number.POSITIVE_INFINITY);
    if (isOk && answer !== undefined) return answer as T;
    throw isErrorBody(answer) ? AgentChatError.fromBody(answer) : stranger();
  };
}

interface Answer {
  readonly isOk: boolean;
  /** `undefined`: it is no JSON, or too long. */
  readonly body: unknown;
}

async function readAnswer(response: Response, maxBytes: number): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) return { isOk: response.ok, body: undefined };
  }
  return { isOk: response.ok, body: parsed(Buffer.concat(chunks).toString()) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function fault(message: string, cause?: unknown): AgentChatError {
  return new AgentChatError('InvalidConfiguration', message, cause === undefined ? {} : { cause });
}
