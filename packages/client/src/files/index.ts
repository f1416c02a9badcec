export {
  type AttachmentPurpose,
  attachmentAddress,
  withdrawAttachment,
} from '../attachments/http-attachment.js';
export { httpUpload } from '../attachments/http-upload.js';
