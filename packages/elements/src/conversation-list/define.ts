import { defineElement } from '../define-element.js';
import { AgentConversationList } from './conversation-list.js';

defineElement('agent-conversation-list', AgentConversationList);
