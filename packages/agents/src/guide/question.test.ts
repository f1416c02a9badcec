import { describe, expect, it } from 'vitest';
import { readQuestion } from './question.js';

describe('readQuestion', () => {
  it.each([
    ['hi', 'greeting'],
    ['Hello there!', 'greeting'],
    ['good morning', 'greeting'],
    ['who are you?', 'about'],
    ['What can you do?', 'about'],
    ['are you an AI?', 'about'],
    ['help', 'about'],
    ['thanks!', 'thanks'],
    ['ok', 'thanks'],
    ['more', 'more'],
    ['Tell me more, please', 'more'],
    ['go on', 'more'],
    ['tell me more about it', 'more'],
    ['show me a card', 'table'],
    ['as a table please', 'table'],
    ['the packages as a table', 'table'],
    ['What packages are there, as a table?', 'table'],
    ['Do something that needs my approval', 'approval'],
    ['Can you send an email to ada@example.com?', 'approval'],
    ['Send an email, but ask me first', 'approval'],
    ['What is an approval?', 'search'],
    ['How do I send an email?', 'search'],
    ['Do I need an approval for that?', 'search'],
    ['What is a table card?', 'search'],
    ['What is a card?', 'search'],
    ['How do I show a card?', 'search'],
    ['What is this?', 'subject'],
    ['what does it do?', 'subject'],
    ['What is the project about?', 'subject'],
    ['how do tables work in the markdown renderer of the elements?', 'search'],
    ['more about ovens', 'search'],
    ['hi, what is a turn?', 'search'],
    ['thanks, and how do I stop it?', 'search'],
    ['okay what is a cursor', 'search'],
    ['history of the project', 'search'],
    ['help me with installing', 'search'],
    ['', 'search'],
  ])('takes %j for: %s', (text, kind) => {
    expect(readQuestion(text, null).kind).toBe(kind);
  });

  it.each([
    ['show the packages as a table', 'packages'],
    ['Give me an overview of the error codes, please', 'error codes'],
    ['I want to see a card of all guarantees', 'guarantees'],
    ['show me a card', ''],
  ])('finds the topic of the table in %j', (text, topic) => {
    expect(readQuestion(text, null)).toEqual({ kind: 'table', topic });
  });

  it.each([
    ['What is a turn?', 'normal', 'What is a turn?'],
    ['explain everything about turns in detail', 'long', 'explain about turns'],
    ['Briefly, what is a turn?', 'short', 'what is a turn?'],
  ])('hears how long an answer to %j should be', (text, length, topic) => {
    expect(readQuestion(text, null)).toMatchObject({ length, topic });
  });

  it.each(['?', ';', ',- ', 'a@', '@', 'send email ', 'it is the ', ' more', 'a', 'hi '])(
    'reads a message that is full of %j as soon as any other',
    (part) => {
      const text = part.repeat(Math.floor(65_000 / part.length));
      for (let count = 0; count < 20; count += 1) {
        readQuestion(`${text}x`, 'What is a turn?');
        readQuestion(`approval ${text}x`, null);
      }
    },
  );

  it('takes a question that points back together with the topic before', () => {
    expect(readQuestion('and how does it stop?', 'what is a turn?')).toMatchObject({
      wider: 'and how does it stop? turn',
      goesOn: true,
    });
    expect(readQuestion('does it stop?', 'what is a turn?')).toMatchObject({
      wider: 'does it stop? turn',
      goesOn: false,
    });
    expect(readQuestion('why?', 'what is a turn?')).toMatchObject({ wider: 'why? turn', goesOn: true });
    expect(readQuestion('What is a cursor?', 'what is a turn?')).toMatchObject({ wider: null });
    expect(readQuestion('what is it?', 'what is a turn?')).toMatchObject({ wider: 'what is it? turn' });
    expect(readQuestion('does it stop?', null)).toMatchObject({ wider: null });
  });
});
