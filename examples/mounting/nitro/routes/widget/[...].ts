export { handler as default } from '../../lib/chat';
