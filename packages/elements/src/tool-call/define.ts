import { defineElement } from '../define-element.js';
import { AgentToolCall } from './tool-call.js';

defineElement('agent-tool-call', AgentToolCall);
