import type { WORK as ENGLISH } from '../en/work.js';

export const WORK: typeof ENGLISH = {
  reasoning: 'Gedankengang',
  reasoningLive: 'Denkt nach …',
  reasonedFor: (duration) => `${duration} nachgedacht`,

  toolPreparing: 'Wird vorbereitet',
  toolWaiting: 'Wartet',
  toolAsked: 'Braucht eine Genehmigung',
  toolRunning: 'Läuft',
  toolDone: 'Fertig',
  toolFailed: 'Fehlgeschlagen',
  toolDenied: 'Nicht erlaubt',
  toolAbandoned: 'Nicht abgeschlossen',
  toolInput: 'Eingabe',
  toolResult: 'Ergebnis',
  toolError: 'Fehler',
  toolCall: (name) => `Werkzeug ${name}`,

  approvalTool: (agent, tool) => `${agent} möchte ${tool} benutzen`,
  approvalSetting: (agent, setting) => `${agent} möchte eine Einstellung ändern: ${setting}`,
};
