import type { AttachmentPart } from '@agent-chat/protocol';
import { INTENT } from '../context/intent.js';

/** A person wants to see a file. Cancelable: then nothing is loaded. */
export class AgentChatOpenAttachmentEvent extends Event {
  static readonly eventName = 'agent-chat-open-attachment';
  readonly attachment: AttachmentPart;
  /** `view`: in place, an image; `download`: to keep it. */
  readonly purpose: 'view' | 'download';

  constructor(attachment: AttachmentPart, purpose: 'view' | 'download') {
    super(AgentChatOpenAttachmentEvent.eventName, INTENT);
    this.attachment = attachment;
    this.purpose = purpose;
  }
}

declare global {
  interface HTMLElementEventMap {
    'agent-chat-open-attachment': AgentChatOpenAttachmentEvent;
  }
}
