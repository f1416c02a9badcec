import type { CONTROLS as ENGLISH } from '../en/controls.js';

export const CONTROLS: typeof ENGLISH = {
  model: 'Modell',
  modelDefault: 'Standardmodell',
  modelLocked: 'Hier antwortet das Standardmodell. Wer sich anmeldet, kann ein anderes wählen.',

  persona: 'Wer antwortet',
  personaFixed: 'Wer antwortet, bleibt für das ganze Gespräch gleich.',

  budget: 'Budget-Grenzen',
  budgetLocked: 'Nur wer für dieses Gespräch verantwortlich ist, kann Grenzen ändern.',
  budgetNone: 'Keine Grenzen gesetzt.',
  budgetAdd: 'Grenze setzen',
  budgetEdit: (name) => `Grenze ändern: ${name}`,
  budgetCap: (unit) => (unit === '' ? 'Grenze' : `Grenze in ${unit}`),
  budgetLift: 'Keine Grenze',
  budgetInvalid: 'Bitte eine Zahl wie 1500, die nicht unter null liegt.',
  budgetUsed: (used, cap) => `${used} von ${cap}`,
  budgetCapOnly: (cap) => `Grenze ${cap}`,
  budgetSpent: (amount) => `bisher ${amount} ausgegeben`,
  budgetBreached: 'Aufgebraucht',
  budgetMeters: { money: 'Geld', tokens: 'Token', messages: 'Nachrichten' },
  budgetScopes: {
    run: 'dieser Lauf',
    conversation: 'dieses Gespräch',
    campaign: 'die Kampagne',
    interface: 'dieser Chat',
    tenant: 'alles',
  },
  budgetWindows: {
    total: 'insgesamt',
    hour: 'je Stunde',
    day: 'je Tag',
    week: 'je Woche',
    month: 'je Monat',
  },
  budgetRate: (meter, per) => `${meter} je ${per}`,
  budgetPaused: 'Angehalten',
  resume: 'Fortsetzen',
};
