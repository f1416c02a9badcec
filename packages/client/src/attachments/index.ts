export { type AttachmentPurpose, attachmentAddress, withdrawAttachment } from './http-attachment.js';
export { httpUpload } from './http-upload.js';
