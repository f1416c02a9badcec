export type { ApprovalAnswer } from './approval/approval.events.js';
export { AgentChatResolveApprovalEvent } from './approval/approval.events.js';
export { AgentApproval } from './approval/approval.js';
export type { ApprovalStage } from './approval/approval-view.js';
export { APPROVAL_STAGES } from './approval/approval-view.js';
export type { ArgumentSchema, ToolSchema, ToolSchemas } from './approval/tool-schema.js';
export { AgentChatSetAutopilotEvent } from './autopilot/autopilot.events.js';
export { AgentAutopilot } from './autopilot/autopilot.js';
export { AgentChatResumeEvent, AgentChatSetBudgetEvent } from './budget/budget.events.js';
export { AgentBudget } from './budget/budget.js';
export type { BudgetReading } from './budget/budget-state.js';
export { AgentChatOpenAttachmentEvent } from './attachment/attachment.events.js';
export { AgentAttachment } from './attachment/attachment.js';
export { BUILT_IN_CARDS } from './card/built-in-cards.js';
export { AgentCard } from './card/card.js';
export { AgentChatCardActionEvent } from './card/card.events.js';
export type { PressedButton } from './card/card-slice.js';
export type { CardButtons, CardDefinition, CardElement, CardSchema } from './card/define-card.js';
export { defineCard } from './card/define-card.js';
export {
  AgentChatAnswerEvent,
  AgentChatNewConversationEvent,
  AgentChatReadyEvent,
} from './chat/chat.events.js';
export { AgentChat } from './chat/chat.js';
export type { MemberAccess } from './chat/member-access.js';
export { AgentChatChooseEvent } from './choice/choice.events.js';
export type { Choice } from './choice/choice.js';
export { AgentChoice } from './choice/choice.js';
export {
  AgentChatCommandEvent,
  AgentChatStopEvent,
  AgentChatSubmitEvent,
} from './composer/composer.events.js';
export { AgentComposer } from './composer/composer.js';
export type { ComposerCommand } from './composer/composer-commands.js';
export type { DraftText } from './composer/draft-text.js';
export type { TextOwner } from './context/text-owner.js';
export type { UploadRules } from './composer/upload-rules.js';
export { AgentChatReconnectEvent } from './connection-status/connection-status.events.js';
export { AgentConnectionStatus } from './connection-status/connection-status.js';
export {
  AgentChatRenameConversationEvent,
  AgentChatSelectConversationEvent,
} from './conversation-list/conversation-list.events.js';
export type { ConversationListStatus, OlderConversations } from './conversation-list/conversation-list.js';
export {
  AgentConversationList,
  CONVERSATION_LIST_STATUSES,
  OLDER_CONVERSATIONS,
} from './conversation-list/conversation-list.js';
export type { ConversationDirectory, ConversationPage } from './conversation-list/directory.js';
export { ChatController } from './context/chat-controller.js';
export type { AttachmentUrl } from './context/contexts.js';
export {
  attachmentUrlContext,
  cardsContext,
  chatClientContext,
  localeTextContext,
  markdownExtensionsContext,
  viewerContext,
} from './context/contexts.js';
export { ViewerController } from './context/viewer-controller.js';
export { AgentChatErrorEvent } from './context/report-failure.events.js';
export { AgentChatCopyEvent } from './copy-button/copy-button.events.js';
export { AgentCopyButton } from './copy-button/copy-button.js';
export { AgentFeedback } from './feedback/feedback.js';
export type { CodeKind, CodeLanguage, CodeToken, Highlighter } from './markdown/highlight/highlighter.js';
export { CODE_KINDS } from './markdown/highlight/highlighter.js';
export type { MarkdownExtensions } from './markdown/markdown-extensions.js';
export { AgentMarkdown } from './markdown/markdown.js';
export type { MathRenderer } from './markdown/math/math-renderer.js';
export { safeImageUrl, safeUrl } from './markdown/safe-url.js';
export { AgentChatMenuEvent } from './menu/menu.events.js';
export type { MenuItem } from './menu/menu.js';
export { AgentMenu } from './menu/menu.js';
export {
  AgentChatCancelQueuedEvent,
  AgentChatDiscardEvent,
  AgentChatEditMessageEvent,
  AgentChatEditQueuedEvent,
  AgentChatExplainEvent,
  AgentChatFeedbackEvent,
  AgentChatRegenerateEvent,
  AgentChatRetryEvent,
  AgentChatSelectBranchEvent,
  AgentChatSendNowEvent,
} from './message/message.events.js';
export { AgentMessage } from './message/message.js';
export type { MessageLikeItem, MessageStatus, MessageView } from './message/message-view.js';
export { MESSAGE_STATUSES, messageView } from './message/message-view.js';
export { AgentMessageList } from './message-list/message-list.js';
export type { ParticipantLook, ParticipantLooks } from './message-list/participant-look.js';
export type { LocaleText } from './messages/locale-text.js';
export { withMessages } from './messages/locale-text.js';
export type { AllMessages as MessageTable } from './messages/message-table.js';
export { ALL_ENGLISH_MESSAGES as ENGLISH_MESSAGES } from './messages/english.js';
export type { LoadedLanguage } from './messages/languages.js';
export { LOADED_LANGUAGES, loadMessages } from './messages/languages.js';
export { AgentChatSetModelEvent } from './model-select/model-select.events.js';
export type { ModelChoice } from './model-select/model-select.js';
export { AgentModelSelect } from './model-select/model-select.js';
export { AgentChatPersonaEvent } from './persona-select/persona-select.events.js';
export type { PersonaChoice } from './persona-select/persona-select.js';
export { AgentPersonaSelect } from './persona-select/persona-select.js';
export { AgentChatProvider } from './provider/provider.js';
export { AgentQuery } from './query/query.js';
export { AgentReasoning } from './reasoning/reasoning.js';
export type { ChatSettings, SendKey } from './settings/settings.js';
export { AgentChatSettingsEvent } from './settings/settings.events.js';
export { AgentChatSettings } from './settings/settings-panel.js';
export { AgentSteps } from './step/steps.js';
export type { StepEvent } from './step/steps-view.js';
export { AgentChatPromptEvent } from './suggested-prompts/suggested-prompts.events.js';
export type { SuggestedPrompt } from './suggested-prompts/suggested-prompts.js';
export { AgentSuggestedPrompts } from './suggested-prompts/suggested-prompts.js';
export { AgentTableCard } from './table-card/table-card.js';
export type { ToolCallStatus } from './tool-call/tool-call.js';
export { AgentToolCall, TOOL_CALL_STATUSES } from './tool-call/tool-call.js';
export type { Theme, TokenName } from './styles/tokens.js';
export type { ThemeName } from './themes/themes.js';
export { THEME_NAMES } from './themes/themes.js';
export type { TranscriptFormat } from './transcript/save-transcript.js';
export { TRANSCRIPT_FORMATS, transcriptFile } from './transcript/save-transcript.js';
