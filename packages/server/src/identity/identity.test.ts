import { createMemoryStore } from '@agent-chat/core';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  DEMO,
  OPERATOR_TOKEN,
  type Session,
  startTestServer,
  type TestServer,
} from '../test-support/test-server.js';
import type { IdentityKey, IdentityOptions } from './identity-options.js';
import { createIdentityVerifier } from './identity-verifier.js';

const PATH = '/api/public/interfaces/demo/sessions';
const SECRET = crypto.getRandomValues(new Uint8Array(48));
const secretKey = (secret: Uint8Array, kid?: string): IdentityKey => ({
  kty: 'oct',
  k: Buffer.from(secret).toString('base64url'),
  ...(kid !== undefined && { kid }),
});
const OPTIONS: IdentityOptions = {
  issuer: 'https://shop.example',
  audience: 'chat',
  keys: [secretKey(SECRET, 'one')],
};

interface Signing {
  readonly alg?: string;
  readonly kid?: string;
  readonly key?: Parameters<SignJWT['sign']>[0];
  readonly expiresIn?: string;
}

function token(
  claims: JWTPayload = {},
  { alg = 'HS256', kid, key = SECRET, expiresIn = '5m' }: Signing = {},
) {
  const jwt = new SignJWT({ sub: 'ada', ...claims })
    .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
    .setIssuer(claims.iss ?? 'https://shop.example')
    .setAudience(claims.aud ?? 'chat');
  return (expiresIn === '' ? jwt : jwt.setExpirationTime(expiresIn)).sign(key);
}

const verifier = (options: Partial<IdentityOptions> = {}) =>
  createIdentityVerifier({ ...OPTIONS, ...options }, Date.now);
const refused = (reason: string) => ({ code: 'InvalidIdentity', details: { reason } });

describe('the word of a host for its visitor', () => {
  it.each(['RS256', 'ES256'] as const)(
    'is good when it is signed by %s with a key of the list',
    async (alg) => {
      const { publicKey, privateKey } = await generateKeyPair(alg);
      const other = await generateKeyPair(alg);
      const keys = [await exportJWK(publicKey)];
      const verified = await verifier({ keys }).verify(
        await token({ name: ' Ada ' }, { alg, key: privateKey }),
      );
      expect(verified).toEqual({ issuer: 'https://shop.example', subject: 'ada', displayName: 'Ada' });
      await expect(
        verifier({ keys }).verify(await token({}, { alg, key: other.privateKey })),
      ).rejects.toMatchObject(refused('signature'));
    },
  );

  it.each([
    ['has expired', { exp: Math.floor(Date.now() / 1_000) - 60 }, '', 'expired'],
    ['is not good yet', { nbf: Math.floor(Date.now() / 1_000) + 600 }, '5m', 'not_yet'],
    ['never expires', {}, '', 'claims'],
    ['is good for a year', {}, '1y', 'claims'],
    ['is for another chat', { aud: 'another' }, '5m', 'claims'],
    ['is of another issuer', { iss: 'https://evil.example' }, '5m', 'claims'],
    ['is about nobody', { sub: '' }, '5m', 'claims'],
    ['is about somebody with an endless name', { sub: 'x'.repeat(256) }, '5m', 'claims'],
  ])('is not good when it %s', async (_, claims, expiresIn, reason) => {
    const signed = await token(claims, { expiresIn });
    await expect(verifier().verify(signed)).rejects.toMatchObject(refused(reason));
  });

  it('is not good without a signature, with none of the list, or when anything in it was altered', async () => {
    const good = await token();
    const [head = '', body = '', signature = ''] = good.split('.');
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as JWTPayload;
    const admin = encode({ ...claims, sub: 'admin' });
    const altered = [
      [`${encode({ alg: 'none' })}.${body}.`, 'signature'],
      [`${encode({ alg: 'NONE' })}.${body}.${signature}`, 'signature'],
      [`${encode({ alg: 'HS512' })}.${body}.${signature}`, 'signature'],
      [`${head}.${admin}.${signature}`, 'signature'],
      [`${head}.${body}.${signature.slice(1)}A`, 'signature'],
      [`${head}.${body}.`, 'signature'],
      [await token({}, { key: new Uint8Array(48) }), 'signature'],
      [await token({}, { kid: 'another' }), 'signature'],
      ['', 'malformed'],
      ['a.b.c', 'malformed'],
      [`${encode({ alg: 'HS256', crit: ['b64'], b64: false })}.${body}.${signature}`, 'signature'],
    ] as const;
    for (const [text, reason] of altered) {
      await expect(verifier().verify(text), text).rejects.toMatchObject(refused(reason));
    }
    expect((await verifier().verify(good)).subject).toBe('ada');
  });

  it('cannot be made with a public key that is taken for a secret', async () => {
    const { publicKey } = await generateKeyPair('RS256');
    const jwk = await exportJWK(publicKey);
    const asSecret = new TextEncoder().encode(JSON.stringify(jwk));
    await expect(verifier({ keys: [jwk] }).verify(await token({}, { key: asSecret }))).rejects.toMatchObject(
      refused('signature'),
    );
  });

  it('is held to the algorithms that the host allows', async () => {
    await expect(verifier({ algorithms: ['ES256'] }).verify(await token())).rejects.toMatchObject(
      refused('signature'),
    );
  });

  it('is good by the old key and by the new one while keys change, and by the old one no longer', async () => {
    const next = crypto.getRandomValues(new Uint8Array(32));
    let keys = [secretKey(SECRET), secretKey(next)];
    const changing = verifier({ keys: async () => keys });
    const [old, young] = [await token(), await token({}, { key: next })];
    for (const each of [old, young]) expect((await changing.verify(each)).subject).toBe('ada');
    keys = [secretKey(next)];
    await expect(changing.verify(old)).rejects.toMatchObject(refused('signature'));
    expect((await changing.verify(young)).subject).toBe('ada');
  });

  it('is verified where the keys of its issuer also have some for other ends and other algorithms', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const signing = { ...(await exportJWK(publicKey)), kid: 'rs', alg: 'RS256', use: 'sig' };
    const foreign: IdentityKey[] = [
      { ...signing, kid: 'enc', alg: 'RSA-OAEP', use: 'enc' },
      { ...(await exportJWK(publicKey)), kid: 'plain-enc', use: 'enc' },
      { kty: 'OKP', crv: 'Ed25519', kid: 'ed', x: 'AAAA' },
      { kty: 'EC', crv: 'P-384', kid: 'es384', x: 'AAAA', y: 'AAAA' },
    ];
    const ofIssuer = verifier({ keys: async () => [...foreign, signing] });
    expect((await ofIssuer.verify(await token({}, { key: privateKey, alg: 'RS256' }))).subject).toBe('ada');
    expect(() => verifier({ keys: foreign })).toThrow('is not one for HS256, RS256 or ES256');
  });

  it('is asked for again later where the keys cannot be read now', async () => {
    const failing = verifier({ keys: () => Promise.reject(new Error('the key server is down')) });
    await expect(failing.verify(await token())).rejects.toMatchObject({
      code: 'Unavailable',
      retryable: true,
    });
  });

  it.each([
    ['a short secret', [secretKey(new Uint8Array(16))]],
    ['a key for something else', [{ kty: 'OKP', crv: 'Ed25519', x: 'AA' }]],
    ['a key of another algorithm', [{ kty: 'RSA', alg: 'PS256', n: 'AA', e: 'AQAB' }]],
  ])('cannot be configured with %s', (_, keys) => {
    expect(() => verifier({ keys })).toThrow(expect.objectContaining({ code: 'InvalidConfiguration' }));
  });
});

describe('a visitor who has logged in', () => {
  const start = (): Promise<TestServer> => startTestServer({ identity: OPTIONS });
  const begin = async (server: TestServer, body: object): Promise<Session> => {
    const response = await server.call('POST', PATH, { body });
    expect(response.status).toBe(200);
    return (await response.json()) as Session;
  };
  const listed = async (server: TestServer, { sessionToken }: Session): Promise<string[]> => {
    const path = '/api/public/interfaces/demo/conversations';
    const response = await server.call('GET', path, { token: sessionToken });
    const { conversations } = (await response.json()) as { conversations: { conversationId: string }[] };
    return conversations.map(({ conversationId }) => conversationId).sort();
  };

  it('has the same conversations on every device, and nobody else has them', async () => {
    const server = await start();
    const phone = await begin(server, { identityToken: await token() });
    expect(phone).toMatchObject({ resumed: false, persistenceToken: null });
    const laptop = await begin(server, { identityToken: await token({ name: 'Ada' }) });
    const { conversationId, participantId } = phone;
    expect(laptop).toMatchObject({ conversationId, participantId, resumed: true });
    const second = await begin(server, { identityToken: await token(), fresh: true });
    expect(second).toMatchObject({ participantId, resumed: false });
    expect(await listed(server, phone)).toEqual([conversationId, second.conversationId].sort());
    const back = await begin(server, { identityToken: await token(), conversationId });
    expect(back).toMatchObject({ conversationId, resumed: true });

    const bob = await begin(server, { identityToken: await token({ sub: 'bob' }) });
    expect(await listed(server, bob)).toEqual([bob.conversationId]);
    const stranger = await server.createSession();
    expect(await listed(server, stranger)).toEqual([stranger.conversationId]);
    for (const thief of [
      { identityToken: await token({ sub: 'bob' }), conversationId },
      { identityToken: await token({ sub: 'bob' }), conversationId: 'made-up' },
    ]) {
      const response = await server.call('POST', PATH, { body: thief });
      expect(await bodyOf(response)).toMatchObject({ code: 'UnknownConversation' });
    }
    const read = await server.call('GET', `/api/conversations/${conversationId}`, {
      token: bob.sessionToken,
    });
    expect(read.status).toBe(404);
  });

  it('goes on with the one before when the newest was deleted, and begins another when all were', async () => {
    const server = await start();
    const older = await begin(server, { identityToken: await token() });
    const newer = await begin(server, { identityToken: await token(), fresh: true });
    const erase = async ({ conversationId }: Session): Promise<void> => {
      const path = `/api/conversations/${conversationId}?clientRequestId=e1`;
      expect((await server.call('DELETE', path, { token: OPERATOR_TOKEN })).status).toBe(200);
    };
    await erase(newer);
    const back = await begin(server, { identityToken: await token() });
    expect(back).toMatchObject({ conversationId: older.conversationId, resumed: true });
    await erase(older);
    const next = await begin(server, { identityToken: await token() });
    expect(next.resumed).toBe(false);
    expect(await listed(server, next)).toEqual([next.conversationId]);
  });

  it('names their own conversations, from any device, and nobody else does', async () => {
    const server = await start();
    const [first, other] = [
      await begin(server, { identityToken: await token() }),
      await begin(server, { identityToken: await token(), fresh: true }),
    ];
    const bob = await begin(server, { identityToken: await token({ sub: 'bob' }) });
    const stranger = await server.createSession();
    const path = '/api/public/interfaces/demo/conversations';
    const rename = (
      { sessionToken }: Session,
      { conversationId }: Session,
      title: string | null,
      id = title,
    ) =>
      server.call('PATCH', `${path}/${conversationId}`, {
        token: sessionToken,
        body: { clientRequestId: `rename ${String(id)}`, title },
      });
    const titles = async ({ sessionToken }: Session): Promise<(string | null)[]> => {
      const response = await server.call('GET', path, { token: sessionToken });
      const { conversations } = (await response.json()) as { conversations: { title: string | null }[] };
      return conversations.map(({ title }) => title).toSorted();
    };
    for (const [named, title] of [
      [first, 'Bills'],
      [other, '<img src=x onerror=alert(1)>'],
    ] as const) {
      expect((await rename(first, named, title)).status).toBe(200);
    }
    expect((await rename(first, first, 'Bills')).status).toBe(200);
    expect(await titles(other)).toEqual(['<img src=x onerror=alert(1)>', 'Bills']);
    const changed = await rename(first, first, 'Another', 'Bills');
    expect(await bodyOf(changed)).toMatchObject({ code: 'IdempotencyMismatch' });
    for (const thief of [bob, stranger]) {
      const refused = await rename(thief, first, 'Mine');
      const code = thief === bob ? 'UnknownConversation' : 'Forbidden';
      expect(await bodyOf(refused)).toMatchObject({ code });
    }
    expect((await rename(bob, { ...bob, conversationId: 'made-up' }, 'Mine')).status).toBe(404);
    expect((await rename(stranger, stranger, 'Mine')).status).toBe(403);
    expect((await rename(first, first, 'x'.repeat(256))).status).toBe(400);
    expect((await rename(other, first, null)).status).toBe(200);
    expect(await titles(first)).toEqual(['<img src=x onerror=alert(1)>', null]);
  });

  it('reaches no conversation of another interface or tenant by the slug of either, under the same name', async () => {
    const shared = {
      identity: OPTIONS,
      store: createMemoryStore(),
    };
    const interfaces = [DEMO, { ...DEMO, slug: 'other', title: 'Other' }];
    const one = await startTestServer({ ...shared, interfaces, tenant: 'one' });
    const two = await startTestServer({ ...shared, interfaces, tenant: 'two' });
    const places = [one, two].flatMap((server) => ['demo', 'other'].map((slug) => ({ server, slug })));
    const at = (slug: string): string => `/api/public/interfaces/${slug}`;
    const sessions: Session[] = [];
    for (const { server, slug } of places) {
      const body = { identityToken: await token() };
      const response = await server.call('POST', `${at(slug)}/sessions`, { body });
      const session = (await response.json()) as Session;
      const path = `${at(slug)}/conversations/${session.conversationId}`;
      const named = await server.call('PATCH', path, {
        token: session.sessionToken,
        body: { clientRequestId: 'name', title: 'Mine' },
      });
      expect(named.status).toBe(200);
      sessions.push(session);
    }

    let requests = 0;
    for (const [asIndex, { sessionToken }] of sessions.entries()) {
      for (const [ofIndex, { conversationId }] of sessions.entries()) {
        if (asIndex === ofIndex) continue;
        for (const { server, slug } of places) {
          requests += 1;
          const label = `as ${asIndex} of ${ofIndex} at ${slug}`;
          const renamed = await server.call('PATCH', `${at(slug)}/conversations/${conversationId}`, {
            token: sessionToken,
            body: { clientRequestId: `rename ${requests}`, title: 'Stolen' },
          });
          expect([401, 404], label).toContain(renamed.status);
          const read = await server.call('GET', `/api/conversations/${conversationId}`, {
            token: sessionToken,
          });
          expect([401, 404], label).toContain(read.status);
        }
      }
    }
    for (const [index, { server, slug }] of places.entries()) {
      const { sessionToken, conversationId } = sessions[index] ?? ({} as Session);
      const response = await server.call('GET', `${at(slug)}/conversations`, { token: sessionToken });
      const { conversations } = (await response.json()) as { conversations: object[] };
      expect(conversations).toEqual([expect.objectContaining({ conversationId, title: 'Mine' })]);
      // Nor can it be taken up, or another's session be ended, from there.
      for (const { conversationId: foreign } of sessions.filter((_, other) => other !== index)) {
        const body = { identityToken: await token(), conversationId: foreign };
        const taken = await server.call('POST', `${at(slug)}/sessions`, { body });
        expect(await bodyOf(taken)).toMatchObject({ code: 'UnknownConversation' });
      }
      const elsewhere = slug === 'demo' ? 'other' : 'demo';
      const path = `${at(elsewhere)}/sessions/current`;
      expect((await server.call('DELETE', path, { token: sessionToken })).status).toBe(404);
      const listedThere = await server.call('GET', `${at(elsewhere)}/conversations`, { token: sessionToken });
      expect(listedThere.status).toBe(404);
    }
  });

  it('is nobody where the host vouches for nobody, and where the token is not good', async () => {
    const without = await startTestServer();
    const refusal = await without.call('POST', PATH, { body: { identityToken: await token() } });
    expect([refusal.status, await bodyOf(refusal)]).toMatchObject([401, refused('not_configured')]);
    const server = await start();
    const response = await server.call('POST', PATH, { body: { identityToken: 'a.b.c' } });
    expect([response.status, await bodyOf(response)]).toMatchObject([401, refused('malformed')]);
    expect(await server.records.list('default', 'sessions')).toEqual([]);
  });

  it('is in no record by the name that the host has for them', async () => {
    const server = await start();
    await begin(server, { identityToken: await token({ sub: 'ada@shop.example' }) });
    const lists = await Promise.all(
      ['sessions', 'session-users', 'session-due'].map((name) => server.records.list('default', name)),
    );
    expect(JSON.stringify(lists)).not.toContain('ada@shop.example');
  });
});
