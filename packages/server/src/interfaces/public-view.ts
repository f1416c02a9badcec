import type { ChatInterface, PublicInterface } from '@agent-chat/protocol';

/**
 * What visitors see of an interface: nothing of its owner, its agent, its limits, its counters and
 * its history. Each field is named here, so that a new one of the record stays private until it is
 * added.
 */
export function publicViewOf(record: ChatInterface): PublicInterface {
  return {
    slug: record.slug,
    title: record.title,
    description: record.description,
    welcomeMessage: record.welcomeMessage,
    placeholderText: record.placeholderText,
    suggestedPrompts: record.suggestedPrompts.map(({ text, icon }) => ({
      text,
      ...(icon !== undefined && { icon }),
    })),
    locale: record.locale ?? null,
    persistenceType: record.persistenceType,
    coverType: record.coverType,
    coverValue: record.coverValue,
    iconUrl: record.iconUrl,
    primaryColor: record.primaryColor,
    fontFamily: record.fontFamily,
    borderRadius: record.borderRadius,
    uploads: record.allowFileUpload
      ? {
          maxFiles: record.maxFiles,
          maxFileSizeMb: record.maxFileSizeMb,
          allowedFileTypes: record.allowedFileTypes,
        }
      : null,
    widget: {
      position: record.widgetPosition,
      buttonIcon: record.widgetButtonIcon,
      buttonText: record.widgetButtonText,
      initialState: record.widgetInitialState,
    },
  };
}
