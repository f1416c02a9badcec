import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { ToolError } from '../tools/tool-error.js';
import { isInternalAddress } from './internal-address.js';

export interface GuardedFetchOptions {
  /** Default: no. */
  readonly allowInternal: boolean;
  /** Of one answer; a longer one breaks off with an error. */
  readonly maxBytes: number;
}

/** As `node:dns` looks up names; replaced where nothing may be looked up. */
export type Lookup = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const systemLookup: Lookup = (hostname, callback) => dnsLookup(hostname, { all: true }, callback);

/**
 * A `fetch` that connects to no internal address: the very address that a name was looked up to is
 * checked and connected to, so that a name cannot be one address for the check and another for the
 * connection. It follows no redirects. The size of answers is limited.
 */
export function createGuardedFetch(
  { allowInternal, maxBytes }: GuardedFetchOptions,
  lookup: Lookup = systemLookup,
): (url: string | URL, init?: RequestInit) => Promise<Response> {
  const guardedLookup: NonNullable<RequestOptions['lookup']> = (hostname, options, callback) => {
    lookup(hostname, (error, addresses) => {
      const [first] = addresses;
      if (error !== null || first === undefined) {
        callback(error ?? new Error(`${hostname} has no address.`), '', 4);
      } else if (!allowInternal && addresses.some(({ address }) => isInternalAddress(address))) {
        callback(internal(hostname), '', 4);
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

  return async (input, init = {}) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!allowInternal && isIP(host) !== 0 && isInternalAddress(host)) throw internal(host);
    const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer());
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise<Response>((resolve, reject) => {
      const sent = send(url, {
        method: request.method,
        headers: Object.fromEntries(request.headers),
        lookup: guardedLookup,
        signal: request.signal,
        // A connection that was kept was checked for another request.
        agent: false,
      });
      sent.on('error', reject);
      // An answer that changes the protocol ends without an error.
      sent.on('close', () => reject(new Error(`${url.host} gave no answer.`)));
      sent.on('response', (answer) => {
        try {
          resolve(responseOf(answer, maxBytes));
        } catch (cause) {
          // A number or words that no answer may begin with: thrown here it would end the process.
          answer.destroy();
          reject(new Error(`${url.host} does not answer as HTTP has it.`, { cause }));
        }
      });
      sent.end(body ?? undefined);
    });
  };
}

const NO_BODY = [204, 205, 304];
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

function responseOf(answer: IncomingMessage, maxBytes: number): Response {
  const { statusCode = 502, statusMessage = '' } = answer;
  const headers = new Headers();
  for (let place = 0; place < answer.rawHeaders.length; place += 2) {
    headers.append(answer.rawHeaders[place] ?? '', answer.rawHeaders[place + 1] ?? '');
  }
  if (NO_BODY.includes(statusCode)) {
    answer.resume();
    return new Response(null, { status: statusCode, statusText: statusMessage, headers });
  }
  const body = Readable.toWeb(answer) as ReadableStream<Uint8Array<ArrayBuffer>>;
  const isStream = /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
  const limited = body.pipeThrough(limitTo(maxBytes, isStream));
  return new Response(limited, { status: statusCode, statusText: statusMessage, headers });
}

/** Of one message: a stream of events is open for long, and each blank line of it ends one. */
function limitTo(
  maxBytes: number,
  isStream: boolean,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let size = 0;
  let isBlank = false;
  return new TransformStream({
    transform(chunk, controller) {
      for (const byte of chunk) {
        size += 1;
        if (size > maxBytes) {
          controller.error(new ToolError(`An answer of the MCP server has more than ${maxBytes} bytes.`));
          return;
        }
        if (byte === LINE_FEED) {
          if (isBlank && isStream) size = 0;
          isBlank = true;
        } else if (byte !== CARRIAGE_RETURN) isBlank = false;
      }
      controller.enqueue(chunk);
    },
  });
}

function internal(host: string): ToolError {
  return new ToolError(`${host} is an internal address, which MCP servers may not have here.`, {
    code: 'internal_address',
  });
}
