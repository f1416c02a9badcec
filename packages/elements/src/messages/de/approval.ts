import { written } from '../counted.js';
import type { APPROVAL as ENGLISH } from '../en/approval.js';

export const APPROVAL: typeof ENGLISH = {
  approve: 'Genehmigen',
  approveEdited: 'Geändert genehmigen',
  deny: 'Ablehnen',
  approvalStage: (stage) => `Abschnitt: ${stage}`,
  approvalVersion: (version) => `Fassung ${version}`,
  approvalCoversStage: (stage) =>
    `Das erlaubt auch jeden späteren Aufruf des Abschnitts „${stage}“ in diesem Lauf.`,
  approvalArguments: 'Argumente',
  approvalNoArguments: 'Ohne Argumente',
  approvalMixed: 'Hier stehen ähnliche Buchstaben verschiedener Alphabete in einem Wort.',
  approvalLong: (characters, locale) =>
    `${written('de', characters, locale)} Zeichen: Lesen Sie bis zum Ende.`,
  approvalAsked: 'Angefragt',
  approvalEdited: 'Stattdessen genehmigt',
  approvalJson: 'Argumente als JSON',
  approvalNotJson: (line, column, locale) =>
    line === null || column === null
      ? 'Das ist kein gültiges JSON.'
      : `Das ist kein gültiges JSON: siehe Zeile ${written('de', line, locale)}, Spalte ${written('de', column, locale)}.`,
  approvalNotNamed: 'Die Argumente müssen ein Objekt mit Namen bleiben: { … }',
  approvalAsJson: 'Als JSON bearbeiten',
  approvalAsFields: 'Als Felder bearbeiten',
  approvalNewValue: (name) => `Neuer Wert von ${name}`,
  approvalReview: 'Prüfen',
  approvalBack: 'Zurück zum Bearbeiten',
  approvalWillRun: 'Das wird ausgeführt',
  approvalUnchanged: 'Es ist nichts geändert.',
  approvalChanged: 'Geändert',
  approvalAdded: 'Hinzugefügt',
  approvalLeftOut: 'Weggelassen',
  approvalNotNumber: 'Das ist keine Zahl, die genau bewahrt werden kann, wie 12.5.',
  approvalNotWhole: 'Das muss eine ganze Zahl sein.',
  approvalAtLeast: (limit, locale) => `Mindestens ${written('de', limit, locale)}`,
  approvalAtMost: (limit, locale) => `Höchstens ${written('de', limit, locale)}`,
  approvalTooLong: (limit, locale) => `Höchstens ${written('de', limit, locale)} Zeichen`,
  approvalComment: 'Grund, wenn Sie einen nennen möchten',
  approvalNext: (agent) =>
    `Genehmigen Sie, läuft es einmal, genau wie gezeigt, und ${agent} macht weiter. Lehnen Sie ab, erfährt ${agent} das.`,
  approvalNextSetting: 'Genehmigen Sie, gilt es sofort. Lehnen Sie ab, ändert sich nichts.',
  approvalWaitsFor: (names) => `Wartet auf die Entscheidung: ${names}`,
  approvalOperator: 'ein Betreuer',
  approvalSending: 'Ihre Antwort wird gesendet …',
  approvalExpiresIn: (duration) => `Läuft in ${duration} ab`,
  approvalExpiresNow: 'Die Zeit zum Antworten läuft ab',
  approvalRefused: 'Ihre Antwort wurde nicht angenommen',
  approvalClosed: 'Jemand anderes hat schon geantwortet.',
  approvalTooLate: 'Ihre Antwort kam zu spät: Das war schon entschieden.',
  approvalApproved: (name) => `Genehmigt von ${name}`,
  approvalApprovedEdited: (name) => `Mit Änderungen genehmigt von ${name}`,
  approvalDenied: (name) => `Abgelehnt von ${name}`,
  approvalExpired: 'Niemand hat rechtzeitig geantwortet',
  approvalDropped: 'Nicht mehr nötig',
};
