/**
 * The header that a caller must have whom the server knows by a cookie. No form and no image of a
 * foreign page can send it, and a script of one needs leave that it does not get.
 */
export const CSRF_HEADER = 'x-agent-chat-csrf';
