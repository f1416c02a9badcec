import type { InterfaceConfig } from '@agent-chat/server';

/** An interface that has looks, a language and a widget of its own. */
export const BRANDED: Partial<InterfaceConfig> = {
  slug: 'branded',
  title: 'Hilfe',
  locale: 'de',
  primaryColor: '#0f766e',
  description: 'Zu Bestellungen',
  suggestedPrompts: [{ text: 'Wo ist mein Paket?' }],
  coverType: 'gradient',
  coverValue: 'linear-gradient(90deg, #0f766e, #115e59)',
  borderRadius: 4,
  uploads: { maxFiles: 2, maxFileSizeMb: 1, allowedFileTypes: ['image/*'] },
  widget: {
    position: 'bottom-left',
    buttonIcon: 'help',
    buttonText: 'Fragen?',
    initialState: 'expanded',
  },
};
