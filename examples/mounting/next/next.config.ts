export default {
  // They are what runs on Node, not in a page: left as they are published.
  serverExternalPackages: ['@agent-chat/core', '@agent-chat/protocol', '@agent-chat/server'],
};
