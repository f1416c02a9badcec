import { entityTag, isKnownToReader } from './entity-tag.js';
import { wrongVerbResponse } from './responses.js';
import { FOR_ANY_PAGE } from './security-headers.js';

/** One static file. */
export interface Asset {
  readonly body: Uint8Array<ArrayBuffer>;
  /** The media type, with its charset. */
  readonly contentType: string;
  /** Its name holds the hash of its content: it is cached for ever. Default: asked for each time. */
  readonly immutable?: boolean;
  /** Pages of other sites may include it, as they include a script. Default: they may not. */
  readonly embeddable?: boolean;
}

/** Static files by the exact path of their URL: what is not in the map is not reachable. */
export type Assets = ReadonlyMap<string, Asset>;

/** Answers requests for static files; `null` for a path that is none. */
export function createAssetHandler(assets: Assets): (request: Request) => Promise<Response | null> {
  const tags = new Map<Asset, Promise<string>>();
  const tagOf = (asset: Asset): Promise<string> => {
    const known = tags.get(asset) ?? entityTag(asset.body);
    tags.set(asset, known);
    return known;
  };

  return async (request) => {
    const asset = assets.get(new URL(request.url).pathname);
    if (asset === undefined) return null;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return wrongVerbResponse(request.method, ['GET', 'HEAD']);
    }
    const etag = await tagOf(asset);
    const headers = {
      etag,
      'content-type': asset.contentType,
      'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(asset.embeddable && FOR_ANY_PAGE),
    };
    if (isKnownToReader(request, etag)) return new Response(null, { status: 304, headers });
    const length = { ...headers, 'content-length': String(asset.body.byteLength) };
    return new Response(request.method === 'HEAD' ? null : asset.body, { headers: length });
  };
}
