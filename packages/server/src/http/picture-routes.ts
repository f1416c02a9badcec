import { INTERFACE_ASSET_ROUTE } from '@agent-chat/protocol';
import type { Env, Hono } from 'hono';
import type { CallCounter } from '../admission/call-limits.js';
import { operatorOf } from '../methods/operator.js';
import type { InterfaceRecords } from '../interfaces/interface-records.js';
import { PICTURE_PATH } from '../interfaces/pictures.js';
import type { ServerLimits } from '../limits.js';
import type { Authenticator } from '../methods/authenticator.js';
import { unauthorized } from '../methods/dispatcher.js';
import { readBytes } from './read-body.js';
import { jsonResponse, unknownRouteResponse } from './responses.js';
import { RESOURCE_POLICY } from './security-headers.js';

export interface PictureRoutesContext {
  readonly authenticator: Authenticator;
  readonly calls: CallCounter;
  readonly interfaces: InterfaceRecords;
  readonly limits: ServerLimits;
}

export const PICTURE_PATTERNS = {
  add: INTERFACE_ASSET_ROUTE.path.replaceAll(/\{(\w+)\}/g, ':$1'),
  read: `${PICTURE_PATH}:name`,
} as const;

/** The bytes of pictures of interfaces, which are in no method: they go over HTTP alone. */
export function addPictureRoutes<AppEnv extends Env>(
  app: Hono<AppEnv>,
  { authenticator, calls, interfaces, limits }: PictureRoutesContext,
): void {
  app.on(INTERFACE_ASSET_ROUTE.verb, PICTURE_PATTERNS.add, async (c) => {
    const request = c.req.raw;
    const identity = await authenticator.identify(request);
    if (identity === null) throw unauthorized();
    const { tenant, participantId } = operatorOf(identity);
    const { interfaceId } = await interfaces.get({ tenant, interfaceId: c.req.param('interfaceId') ?? '' });
    await calls.of(tenant, `operator:${participantId}`, 'pictures');
    const bytes = await readBytes(request, limits.maxPictureBytes);
    const contentType = request.headers.get('content-type');
    return jsonResponse(await interfaces.pictures.add(tenant, interfaceId, { bytes, contentType }));
  });

  // Names are random and what they stand for never changes: they are kept by whoever has seen them.
  app.get(PICTURE_PATTERNS.read, async (c) => {
    const picture = await interfaces.pictures.read(c.req.param('name') ?? '');
    if (picture === null) return unknownRouteResponse();
    return new Response(picture.bytes, {
      headers: {
        'content-type': picture.contentType,
        'content-length': String(picture.bytes.byteLength),
        'cache-control': 'public, max-age=31536000, immutable',
        [RESOURCE_POLICY]: 'cross-origin',
      },
    });
  });
}
