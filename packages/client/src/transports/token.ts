/** A bearer token, or what gives the present one: asked before each call and each connection. */
export type TokenSource = string | (() => string | Promise<string>);

export async function currentToken(source: TokenSource): Promise<string> {
  return typeof source === 'function' ? source() : source;
}
