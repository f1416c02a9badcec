import {
  AgentChatError,
  ATTACHMENT_CONTENT_ROUTE,
  ATTACHMENT_ROUTE,
  DOCUMENT_CONTENT_ROUTE,
  DOCUMENT_ROUTE,
  type HttpRoute,
  RELEASE_ROUTE,
  UPLOAD_ROUTE,
  WITHDRAW_ROUTE,
} from '@agent-chat/protocol';
import type { Logger } from '@agent-chat/core';
import type { Context, Env, Hono } from 'hono';
import type { CallCounter } from '../admission/call-limits.js';
import { reportError } from '../report-error.js';
import { contentResponse } from '../files/content-response.js';
import type { ServerFiles } from '../files/server-files.js';
import type { ContentPurpose } from '../files/signed-urls.js';
import type { Authenticator } from '../methods/authenticator.js';
import { unauthorized } from '../methods/dispatcher.js';
import type { Identity } from '../methods/identity.js';
import { operatorOf } from '../methods/operator.js';
import { jsonResponse, wrongVerbResponse } from './responses.js';

export interface FileRoutesContext {
  readonly authenticator: Authenticator;
  readonly calls: CallCounter;
  /** Absent: there are no files. */
  readonly files: ServerFiles | undefined;
  readonly logger?: Logger | undefined;
}

const ROUTES = {
  upload: UPLOAD_ROUTE,
  info: ATTACHMENT_ROUTE,
  withdraw: WITHDRAW_ROUTE,
  release: RELEASE_ROUTE,
  content: ATTACHMENT_CONTENT_ROUTE,
  document: DOCUMENT_ROUTE,
  documentContent: DOCUMENT_CONTENT_ROUTE,
} as const satisfies Readonly<Record<string, HttpRoute>>;

export const FILE_ROUTES: readonly { readonly verb: HttpRoute['verb']; readonly pattern: string }[] =
  Object.values(ROUTES).map(({ verb, path }) => ({ verb, pattern: patternOf(path) }));

type Handler = (c: Context, files: ServerFiles) => Promise<Response>;

/** The files of conversations, which are in no method: they go over HTTP alone. */
export function addFileRoutes<AppEnv extends Env>(app: Hono<AppEnv>, context: FileRoutesContext): void {
  const identify = async (c: Context): Promise<Identity> => {
    const identity = await context.authenticator.identify(c.req.raw);
    if (identity === null) throw unauthorized();
    return identity;
  };
  const add = ({ verb, path }: HttpRoute, handler: Handler): void => {
    app.on(verb, patternOf(path), async (c) => {
      // The router answers HEAD by what GET answers, and would leave a file open.
      if (c.req.raw.method !== verb) return wrongVerbResponse(c.req.raw.method, [verb]);
      const { files } = context;
      if (files !== undefined) return handler(c, files);
      // Who is nobody is told so first, whatever there is.
      await identify(c);
      throw new AgentChatError('Unavailable', 'This server keeps no files.', { retryable: false });
    });
  };
  const content = async (
    { attachments }: ServerFiles,
    { tenant, attachmentId, purpose }: { tenant: string; attachmentId: string; purpose: ContentPurpose },
  ): Promise<Response> => {
    const { record, chunks } = await attachments.open({ tenant, attachmentId });
    return contentResponse(record, chunks, purpose, (error) =>
      reportError(context.logger, AgentChatError.from(error), 'sending a file'),
    );
  };

  add(ROUTES.upload, async (c, { uploads, infoOf }) => {
    const identity = await identify(c);
    const record = await uploads.receive(c.req.raw, identity, param(c, 'conversationId'));
    return jsonResponse(await infoOf(identity.caller.tenant, record), 201);
  });

  add(ROUTES.info, async (c, { access, infoOf }) => {
    const identity = await identify(c);
    const record = await access.file(identity, param(c, 'attachmentId'));
    return jsonResponse(await infoOf(identity.caller.tenant, record));
  });

  add(ROUTES.withdraw, async (c, { access, attachments }) => {
    const identity = await identify(c);
    await context.calls.ofPerson(identity, 'changes');
    const { caller } = identity;
    const { tenant } = caller;
    const { attachmentId, conversationId, createdBy } = await access.file(identity, param(c, 'attachmentId'));
    if (caller.kind === 'operator') {
      await attachments.delete({ tenant, conversationId, attachmentId });
      return jsonResponse({});
    }
    const isOwn = caller.kind !== 'observer' && caller.participantId === createdBy;
    if (isOwn && (await attachments.withdraw({ tenant, attachmentId }))) return jsonResponse({});
    throw new AgentChatError(
      'Forbidden',
      'Only a file of your own that no message carries can be withdrawn.',
    );
  });

  add(ROUTES.release, async (c, { access, attachments, infoOf }) => {
    const identity = await identify(c);
    const { tenant } = operatorOf(identity);
    const { attachmentId } = await access.file(identity, param(c, 'attachmentId'));
    return jsonResponse(await infoOf(tenant, await attachments.release({ tenant, attachmentId })));
  });

  add(ROUTES.content, async (c, files) => {
    const attachmentId = param(c, 'attachmentId');
    const query = new URL(c.req.raw.url).searchParams;
    if (query.size > 0) return content(files, await files.signedUrls.verify(attachmentId, query));
    const identity = await identify(c);
    await files.access.file(identity, attachmentId);
    return content(files, { tenant: identity.caller.tenant, attachmentId, purpose: 'download' });
  });

  const documentOf = async (c: Context, { access }: ServerFiles) => {
    const identity = await identify(c);
    const place = { conversationId: param(c, 'conversationId'), docId: param(c, 'docId') };
    const record = await access.document(identity, { ...place, version: c.req.query('version') });
    return { tenant: identity.caller.tenant, record };
  };

  add(ROUTES.document, async (c, files) => {
    const { tenant, record } = await documentOf(c, files);
    return jsonResponse(await files.infoOf(tenant, record));
  });

  add(ROUTES.documentContent, async (c, files) => {
    const { tenant, record } = await documentOf(c, files);
    return content(files, { tenant, attachmentId: record.attachmentId, purpose: 'download' });
  });
}

function patternOf(path: HttpRoute['path']): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function param(c: Context, name: string): string {
  return c.req.param(name) ?? '';
}
