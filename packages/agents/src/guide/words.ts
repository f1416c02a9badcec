/** Words that carry no topic, in questions to a guide above all. */
const STOP_WORDS = new Set(
  `a about above after all also am an and any anyone anything anywhere are as at be because been before between but by can could did do does doing done
  dont during everything exactly explain explained for from get give go good happen happens has have how i id if im in into is it its just know
  let lets like list look make many me mean meaning means might more most much must my need needed no not now of off on one
  only or other our out over own please possible put really say see shall she should show so some something such tell than
  thank thanks that the their them then there these they thing things this those to too up us use used uses using
  very want was way we well were what whats when where which who whose why will with work works would you your`.split(
    /\s+/,
  ),
);

/**
 * The search terms of a text, in order: lower case, without endings and words that carry no topic, names also taken apart
 * (`createChatClient` gives `createchatclient`, `creat`, `chat`, `client`).
 */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const [word] of text.matchAll(/[\p{L}\p{N}_]+/gu)) {
    const pieces = word.split(/_+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u).filter((piece) => piece !== '');
    terms.push(word, ...(pieces.length > 1 ? pieces : []));
  }
  return terms.filter((term) => !STOP_WORDS.has(term.toLowerCase())).map(termOf);
}

/** The words of a question that say what it is about, as they were written. */
export function topicWordsOf(question: string): string[] {
  const words = question.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word.toLowerCase()) && word.length > 1);
}

/** The search terms of `topicWordsOf`, each once. */
export function topicTermsOf(question: string): string[] {
  return [...new Set(topicWordsOf(question).map(termOf))];
}

/** The search term of one word. */
export function termOf(word: string): string {
  return stem(word.toLowerCase());
}

/** Takes word endings off, alike in documents and questions, so that it need not be right. */
function stem(word: string): string {
  const singular = withoutPlural(word);
  const verb = /^(.+?)(?:ing|(?<!e)ed)$/.exec(singular)?.[1] ?? '';
  const base =
    /[aeiouy]/.test(verb) && singular.length > 5 ? verb.replace(/([bdgmnprt])\1$/, '$1') : singular;
  return base.length > 4 && base.endsWith('e') ? base.slice(0, -1) : base;
}

function withoutPlural(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 3 && word.endsWith('s') && !/(ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}
