import '../choice/define.js';
import { defineElement } from '../define-element.js';
import { AgentAutopilot } from './autopilot.js';

defineElement('agent-autopilot', AgentAutopilot);
