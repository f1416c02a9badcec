import { defineElement } from '../define-element.js';
import { AgentAttachment } from './attachment.js';

defineElement('agent-attachment', AgentAttachment);
