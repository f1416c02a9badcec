export { attachmentPart } from '../attachments/attachment-part.js';
export { httpFiles } from '../attachments/http-files.js';
