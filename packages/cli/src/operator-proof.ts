import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Server } from '@agent-chat/server';

/** Open to everybody: what it answers says nothing to whoever has not the token. */
const PROOF_PATH = '/api/operator-proof';
const CHALLENGE = /^[0-9A-Za-z_-]{43}$/;

/**
 * What only who has the operator's token can answer to `challenge`. The port is in it, so that nobody
 * behind another one can pass on what the server there answers.
 */
function proofOf(token: string, port: number, challenge: string): string {
  return createHmac('sha256', token).update(`operator-proof ${port} ${challenge}`).digest('base64url');
}

/** A server that shows, before anybody sends it the token, that it has it. */
export function withOperatorProof(server: Server, token: string, portOf: () => number): Server {
  return {
    ...server,
    async fetch(request, from) {
      const { pathname, searchParams } = new URL(request.url);
      const challenge = searchParams.get('challenge') ?? '';
      if (request.method !== 'GET' || pathname !== PROOF_PATH || !CHALLENGE.test(challenge)) {
        return server.fetch(request, from);
      }
      const proof = proofOf(token, portOf(), challenge);
      return Response.json({ proof }, { headers: { 'cache-control': 'no-store' } });
    },
  };
}

/** One question to a server at `port`: the path to ask, and whether its answer is right. */
export function askForProof(
  token: string,
  port: number,
): { readonly path: string; isRight(answer: unknown): boolean } {
  const challenge = randomBytes(32).toString('base64url');
  const expected = Buffer.from(proofOf(token, port, challenge));
  return {
    path: `${PROOF_PATH}?challenge=${challenge}`,
    isRight(answer) {
      const { proof } = (typeof answer === 'object' && answer !== null ? answer : {}) as { proof?: unknown };
      const given = Buffer.from(typeof proof === 'string' ? proof : '');
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
