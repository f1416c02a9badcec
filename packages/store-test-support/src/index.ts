export { appendOf, TENANT } from './append-request.js';
export { appendOfWriter, compareRates, type Contenders, inNewFolder, timeOf } from './compare-rates.js';
export { errorOf } from './error-of.js';
export { readTexts } from './read-texts.js';
export { type Child, outputOf, programsBeside } from './run-child.js';
