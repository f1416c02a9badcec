import '../composer/define.js';
import '../connection-status/define.js';
import '../suggested-prompts/define.js';
import { defineElement } from '../define-element.js';
import { AgentChat } from './chat.js';

defineElement('agent-chat', AgentChat);
