import { defineElement } from '../define-element.js';
import { AgentChatProvider } from './provider.js';

defineElement('agent-chat-provider', AgentChatProvider);
