import { defineElement } from '../define-element.js';
import { AgentChatSettings } from './settings-panel.js';

defineElement('agent-chat-settings', AgentChatSettings);
