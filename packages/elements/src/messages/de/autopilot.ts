import type { AUTOPILOT as ENGLISH } from '../en/autopilot.js';

export const AUTOPILOT: typeof ENGLISH = {
  autopilot: 'Autopilot',
  autopilotLocked: 'Nur wer für dieses Gespräch verantwortlich ist, kann die Stufe ändern.',
  autopilotNone: 'Keine Stufe',
  autopilotNoneMeans: 'Jedes Werkzeug fragt oder fragt nicht, wie es eingerichtet ist.',
  autopilotNames: {
    0: 'Fragt bei allem',
    1: 'Fragt einmal je Abschnitt',
    2: 'Arbeitet innerhalb der Grenzen',
    3: 'Stellt im Rahmen der Regeln nach',
    4: 'Arbeitet allein',
  },
  autopilotMeans: {
    0: 'Jede Benutzung eines Werkzeugs wartet auf Ihr Ja.',
    1: 'Sie genehmigen jeden Abschnitt einmal. Lesen braucht kein Ja.',
    2: 'Es geht innerhalb von Grenzen und Regeln von selbst weiter und fragt bei Ausnahmen.',
    3: 'Wie L2, dazu passt es Tempo, Varianten und Filter an.',
    4: 'Es arbeitet vom Auftrag bis zum Ende. Grenzen und Regeln gelten weiter.',
  },
};
