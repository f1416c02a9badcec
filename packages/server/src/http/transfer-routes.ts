import {
  attachmentImporter,
  type EventStore,
  exportConversation,
  exportedAttachments,
  importConversation,
} from '@agent-chat/core';
import { AgentChatError, EXPORT_ROUTE, IMPORT_ROUTE } from '@agent-chat/protocol';
import type { Env, Hono } from 'hono';
import type { CallCounter } from '../admission/call-limits.js';
import type { ServerFiles } from '../files/server-files.js';
import type { ServerLimits } from '../limits.js';
import type { Authenticator } from '../methods/authenticator.js';
import { unauthorized } from '../methods/dispatcher.js';
import { operatorOf } from '../methods/operator.js';
import { CONVERSATION_PAGE_POLICY, conversationPage } from '../operators/conversation-page.js';
import { chunksOf } from './read-body.js';
import { jsonResponse } from './responses.js';

export interface TransferContext {
  readonly authenticator: Authenticator;
  readonly calls: CallCounter;
  /** Absent: whole conversations are neither given out nor taken. */
  readonly events: EventStore;
  /** Where their files are; absent: they have none. */
  readonly files: Pick<ServerFiles, 'attachments'> | undefined;
  readonly limits: ServerLimits;
}

export const TRANSFER_PATTERNS = {
  export: EXPORT_ROUTE.path.replaceAll(/\{(\w+)\}/g, ':$1'),
  import: IMPORT_ROUTE.path,
} as const;

const PAGE = 500;
const TRY_AGAIN_MS = 1_000;
const ENCODER = new TextEncoder();

/** Whole conversations as files, for operators. */
export function addTransferRoutes<AppEnv extends Env>(
  app: Hono<AppEnv>,
  { authenticator, calls, events: store, files, limits }: TransferContext,
): void {
  /** The tenant of the operator who asks, and who may ask now. */
  const admit = async (request: Request, kind: 'exports' | 'imports'): Promise<string> => {
    const identity = await authenticator.identify(request);
    if (identity === null) throw unauthorized();
    const { tenant, participantId } = operatorOf(identity);
    await calls.of(tenant, `operator:${participantId}`, kind);
    return tenant;
  };
  let importing = 0;

  app.on(EXPORT_ROUTE.verb, TRANSFER_PATTERNS.export, async (c) => {
    const tenant = await admit(c.req.raw, 'exports');
    const conversationId = c.req.param('conversationId') ?? '';
    const format = c.req.query('format') ?? 'jsonl';
    const { signal } = c.req.raw;
    switch (format) {
      case 'jsonl': {
        const attachments = files && exportedAttachments(files.attachments, { tenant, conversationId });
        const lines = exportConversation({
          store,
          tenant,
          conversationId,
          signal,
          ...(attachments && { attachments }),
        });
        return fileOf(lines, `conversation-${conversationId}.jsonl`, 'application/x-ndjson; charset=utf-8');
      }
      case 'html': {
        const page = pageOf(store, tenant, conversationId, signal);
        return fileOf(page, `conversation-${conversationId}.html`, 'text/html; charset=utf-8');
      }
      default:
        throw new AgentChatError('InvalidRequest', '"format" must be "jsonl" or "html".', {
          details: { path: 'format' },
        });
    }
  });

  app.on(IMPORT_ROUTE.verb, TRANSFER_PATTERNS.import, async (c) => {
    const tenant = await admit(c.req.raw, 'imports');
    if (importing >= limits.maxImportsAtOnce) throw busyImporting(limits.maxImportsAtOnce);
    importing += 1;
    try {
      const maxBytes = limits.maxImportBytes;
      const source = chunksOf(c.req.raw, maxBytes);
      const writeAttachments = files && attachmentImporter(files.attachments, tenant);
      const { record } = await importConversation({
        store,
        tenant,
        source,
        maxBytes,
        ...(writeAttachments && { writeAttachments }),
      });
      return jsonResponse(record);
    } finally {
      importing -= 1;
    }
  });
}

/** Each is held in memory whole. */
function busyImporting(maxImportsAtOnce: number): AgentChatError {
  return new AgentChatError('RateLimited', 'Other conversations are being imported. Try again.', {
    details: { maxImportsAtOnce, retryAfterMs: TRY_AGAIN_MS },
  });
}

async function* pageOf(
  store: EventStore,
  tenant: string,
  conversationId: string,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const record = await store.getRecord(tenant, conversationId);
  if (record === null) throw new AgentChatError('UnknownConversation', 'There is no such conversation.');
  if (record === 'gone') throw gone();
  const { head } = record;
  async function* events(): AsyncGenerator<string, void, undefined> {
    for (let afterSeq = 0; afterSeq < head; ) {
      if (signal.aborted) throw new AgentChatError('Aborted', 'Whoever asked for the page has left.');
      const limit = Math.min(PAGE, head - afterSeq);
      const page = await store.read({ conversationId, tenant, afterSeq, limit });
      // Deleted meanwhile: a page that ends here would pass for the whole of it.
      if (page.length === 0) throw gone();
      for (const { json } of page) yield json;
      afterSeq = page.at(-1)?.seq ?? afterSeq;
    }
  }
  yield* conversationPage(record, events());
}

function gone(): AgentChatError {
  return new AgentChatError('ConversationGone', 'This conversation was deleted.');
}

/**
 * What `pieces` yield as a file to be saved. It waits for the first piece: what cannot be had is an
 * error with its status, and no file that ends at once.
 */
async function fileOf(
  pieces: AsyncGenerator<string, void, undefined>,
  name: string,
  contentType: string,
): Promise<Response> {
  const first = await pieces.next();
  let waiting: IteratorResult<string, void> | null = first;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = waiting ?? (await pieces.next());
      waiting = null;
      if (done === true) controller.close();
      else controller.enqueue(ENCODER.encode(value));
    },
    async cancel() {
      await pieces.return();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': contentType,
      // Letters, digits and a few signs alone: nothing that ends the header or names a folder.
      'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
      'cache-control': 'no-store',
      'content-security-policy': CONVERSATION_PAGE_POLICY,
    },
  });
}
