import '../copy-button/define.js';
import '../markdown/define.js';
import '../reasoning/define.js';
import { defineElement } from '../define-element.js';
import { AgentMessage } from './message.js';

defineElement('agent-message', AgentMessage);
