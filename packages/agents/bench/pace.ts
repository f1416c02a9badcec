/** How the model of the benchmark answers. */
export const FIRST_TOKEN_MS = 400;
export const TOKEN_MS = 5;
export const TOKENS = 60;
