import '../copy-button/define.js';
import { defineElement } from '../define-element.js';
import { AgentMarkdown } from './markdown.js';

defineElement('agent-markdown', AgentMarkdown);
