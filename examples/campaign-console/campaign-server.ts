import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Participant } from '@agent-chat/protocol';
import { type Asset, bearerToken, createServer, type Server } from '@agent-chat/server';
import { type CampaignApp, OTHERS } from './campaign-app.ts';
import { TENANT } from './campaign/desk.ts';

/** Whoever opens the page on this machine. A host with accounts recognises its own people here. */
export const PERSON: Participant = { participantId: 'you', kind: 'user', displayName: 'You' };

/** What the page is called, and how it greets; its conversations are the person's own. */
const SLUG = 'campaign';
const PROMPTS = [
  'Find 2k Python maintainers active in 90 days, preflight, then run with $50 a day',
  'Set autopilot L2 with $100 a day',
  'Forbid claims without evidence',
];

const bytes = (path: URL): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(path));

export interface CampaignServer {
  readonly server: Server;
  /** Of the person of the page. */
  readonly token: string;
}

/** The console on the wire. `withPage`: it also serves the page, for which the elements have to be built. */
export function createCampaignServer(
  { orchestrator, store }: CampaignApp,
  { withPage }: { readonly withPage: boolean },
): CampaignServer {
  const token = randomBytes(24).toString('base64url');
  const server = createServer({
    orchestrator,
    store,
    interfaces: [
      {
        slug: SLUG,
        title: 'Campaign console',
        description: 'An agent under autopilot, on made-up people. It sends nothing.',
        welcomeMessage: 'Whom do you want to reach?',
        placeholderText: 'Write an order, a limit or a rule',
        suggestedPrompts: PROMPTS.map((text) => ({ text })),
        persistenceType: 'session',
        participants: [...OTHERS],
      },
    ],
    assets: withPage ? pageAssets(token) : new Map(),
    authenticate: async ({ headers }) =>
      bearerToken(headers) === token
        ? { kind: 'member', tenant: TENANT, participantId: PERSON.participantId }
        : null,
  });
  return { server, token };
}

function pageAssets(token: string): Map<string, Asset> {
  const contentType = 'text/javascript; charset=utf-8';
  const member = JSON.stringify({ token, participants: [PERSON, ...OTHERS] });
  const script = [
    "const chat = document.createElement('agent-chat');",
    `chat.setAttribute('interface', '${SLUG}');`,
    `chat.member = ${member};`,
    'document.body.append(chat);',
    '',
  ].join('\n');
  const assets = new Map<string, Asset>([
    ['/', { body: bytes(new URL('page.html', import.meta.url)), contentType: 'text/html; charset=utf-8' }],
    [
      '/page.css',
      { body: bytes(new URL('page.css', import.meta.url)), contentType: 'text/css; charset=utf-8' },
    ],
    ['/icon.svg', { body: bytes(new URL('icon.svg', import.meta.url)), contentType: 'image/svg+xml' }],
    ['/console.js', { body: new TextEncoder().encode(script), contentType }],
  ]);
  const elements = new URL('./', import.meta.resolve('@agent-chat/elements/browser/agent-chat.js'));
  for (const name of readdirSync(fileURLToPath(elements)).filter((file) => file.endsWith('.js'))) {
    assets.set(`/elements/${name}`, { body: bytes(new URL(name, elements)), contentType });
  }
  return assets;
}
