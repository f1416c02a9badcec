// Loaded with the first file that a person sends.
export { httpUpload } from '@agent-chat/client';
