import { topicTermsOf, topicWordsOf } from './words.js';

/** What somebody wants of the guide. */
export type Question =
  | { readonly kind: 'greeting' }
  | { readonly kind: 'about' }
  | { readonly kind: 'thanks' }
  | { readonly kind: 'more' }
  /** What the documents are about, without its name: “What is this?”. */
  | { readonly kind: 'subject' }
  | { readonly kind: 'table'; readonly topic: string }
  /** Something that a person has to approve, to see how that goes; `to`: an address that was named. */
  | { readonly kind: 'approval'; readonly to: string | null }
  | SearchQuestion;

export interface SearchQuestion {
  readonly kind: 'search';
  readonly topic: string;
  /** The topic together with the one before, where the question points back at it. */
  readonly wider: string | null;
  /** Whether it goes on with the topic before, rather than asking something of its own. */
  readonly goesOn: boolean;
  readonly length: AnswerLength;
}

export type AnswerLength = 'short' | 'normal' | 'long';

const GREETING =
  /^(hi|hiya|hello|hey|hallo|servus|moin|good (morning|afternoon|evening|day)|greetings|yo)\b( there| guide)?/i;
const ABOUT =
  /\b((who|what) are you|what (can|do) you (do|know|answer)|what can i ask|how can you help|can you help|are you (an? )?(ai|bot|robot|human|person|model|llm|real|chatgpt|claude))\b|^(help|\?)[\s.!?]*$/i;
const THANKS =
  /^(thanks|thank you|thx|cheers|danke|great|nice|perfect|ok(ay)?|bye|goodbye)\b( so much| a lot| very much)?/i;
const MORE =
  /^((tell|show|give) me )?(some )?(more|further|continue|go on|keep going|next|what else|anything else|and then)(,? please| details?| about (it|that|this))*[\s.!?…]*$/i;
const TABLE = /\b(cards?|tables?|overview|spreadsheet|grid)\b/gi;
const ASKS_FOR_TABLE = /\b(show|give|make|draw|display|see|as an?|want|need|list)\b/i;
/** Asks for an explanation: here a table or a card is the topic, not the form of the answer. */
const EXPLAINS = /^(so |and )?(what|why|how|when|where|who|which|is|are|does|do)\b/i;
const AS_TABLE = /\bas an? (cards?|tables?|overview|spreadsheet|grid)\b/i;
const SUBJECT =
  /^(so |and )?(what|who|tell me|explain)\b[\s\w']*?\b(this|it|the|all)( (this|project|thing|product|software|app|site|page))?( (do|does|about|for|all about|exactly|good for))*[\s?.!]*$/i;
const LONG = /\b(everything|in (full )?detail|detailed|in depth|thorough(ly)?|at length|long answer)\b/gi;
const SHORT = /\b(in short|short answer|briefly|in brief|in one sentence|tl;?dr)\b/gi;
/** Points at what was talked about before. */
const BACK = /\b(it|its|that|those|they|them)\b/i;
const GOES_ON = /^(and|but|also|so|what about|how about)\b/i;

/** Asks to be asked; what asks about approvals is a question like any other. */
const NEEDS_APPROVAL = /\b(approval|approve|permission|ask(s|ing)? me (first|before))\b/i;
const SENDS_EMAIL = /\b(send|write)\b.*\be-?mail\b/i;
const IS_QUESTION =
  /^(so |and )?(what|why|how|when|where|who|which|is|are|does|do (i|we|you|they|approvals|agents))\b/i;
const ADDRESS = /(?<![^\s<>()",;:@])[^\s<>()",;:@]+@[^\s<>()",;:@]+\.\p{L}+/u;

/** What is longer is a document, which begins with what is wanted of it. In UTF-16 units. */
const MAX_QUESTION = 2_000;

/** Reads a message to the guide. `previousTopic` is what was looked up before. */
export function readQuestion(text: string, previousTopic: string | null): Question {
  const whole = text.trim().slice(0, MAX_QUESTION);
  if (MORE.test(whole)) return { kind: 'more' };
  if (ABOUT.test(whole)) return { kind: 'about' };
  const said = trimmed(whole.replace(GREETING, '').replace(THANKS, ''));
  if (said === '' && GREETING.test(whole)) return { kind: 'greeting' };
  if (said === '' && THANKS.test(whole)) return { kind: 'thanks' };
  if ((NEEDS_APPROVAL.test(said) || SENDS_EMAIL.test(said)) && !IS_QUESTION.test(said)) {
    return { kind: 'approval', to: ADDRESS.exec(said)?.[0] ?? null };
  }
  if (isAboutSubject(said, previousTopic)) return { kind: 'subject' };
  if (wantsTable(said)) return { kind: 'table', topic: tableTopic(said) };
  const length = has(LONG, said) ? 'long' : has(SHORT, said) ? 'short' : 'normal';
  const asked = trimmed(said.replace(LONG, ' ').replace(SHORT, ' '));
  return { kind: 'search', topic: asked, ...back(asked, previousTopic), length };
}

/** Whether only the project itself can be meant: nothing was talked about, or it says “project”. */
function isAboutSubject(said: string, previousTopic: string | null): boolean {
  const named = topicTermsOf(said.replace(/\b(project|product|software|app|site|page)\b/gi, ' '));
  if (named.length > 0 || !SUBJECT.test(said)) return false;
  return previousTopic === null || topicTermsOf(said).length > 0;
}

function wantsTable(said: string): boolean {
  if (!has(TABLE, said)) return false;
  if (EXPLAINS.test(said)) return AS_TABLE.test(said);
  return ASKS_FOR_TABLE.test(said) || topicTermsOf(said).length <= 2;
}

/** The topic together with the one before, and when to take it so. */
function back(asked: string, previousTopic: string | null): Pick<SearchQuestion, 'wider' | 'goesOn'> {
  const topics = topicTermsOf(asked).length;
  const goesOn = GOES_ON.test(asked) || topics === 0;
  if (previousTopic === null || topics > 2 || (!goesOn && !BACK.test(asked)))
    return { wider: null, goesOn: false };
  return { wider: `${asked} ${topicWordsOf(previousTopic).slice(0, 4).join(' ')}`, goesOn };
}

function has(pattern: RegExp, text: string): boolean {
  return text.search(pattern) !== -1;
}

function trimmed(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/^[\s,;.:!…-]+|(?<![\s,;:-])[\s,;:-]+$/g, '');
}

/** The topic without the words that ask for a table. */
function tableTopic(said: string): string {
  return topicWordsOf(said.replace(TABLE, ' ').replace(/\b(draw|display)\b/gi, ' ')).join(' ');
}
