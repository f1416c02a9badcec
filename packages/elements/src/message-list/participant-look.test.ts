import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { crowdClient } from '../test-support/crowd-conversation.js';
import { settled } from '../test-support/list-fixture.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';
import { allowedAvatar, huesOf, initialsOf } from './participant-look.js';

describe('the colour of a participant', () => {
  const ids = Array.from({ length: 9 }, (_, index) => `agent-${index}`);

  it('is another for each, and stays when others join', () => {
    const hues = huesOf(ids);
    expect(new Set(hues.values()).size).to.equal(9);
    const more = huesOf([...ids, 'late-1', 'late-2', 'late-3', 'late-4']);
    for (const id of ids) expect(more.get(id)).to.equal(hues.get(id));
  });
});

describe('the face of a participant', () => {
  const PICTURE = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';
  const looks = (avatar: string) => ({ planner: { avatar }, researcher: { avatar, initials: 'R' } });

  it('is the letters where the picture cannot be had, until there is one', async () => {
    const provider = await fixture<HTMLElement>(
      html`<agent-chat-provider .client=${crowdClient()}>
        <agent-message-list style="block-size: 900px; inline-size: 600px"></agent-message-list>
      </agent-chat-provider>`,
    );
    const list = provider.querySelector('agent-message-list')!;
    const faces = (): string[] =>
      [...list.renderRoot.querySelectorAll<HTMLElement>('.avatar')].slice(1, 3).map((avatar) => {
        const isShown = avatar.querySelector('img')?.checkVisibility() === true;
        return `${isShown ? 'picture' : ''}${avatar.innerText.trim()}`;
      });
    list.looks = looks('data:image/png;base64,broken');
    await settled(list);
    await waitUntil(() => faces().join() === 'P,R', 'letters are shown');
    list.looks = looks(PICTURE);
    await settled(list);
    await waitUntil(() => faces().join() === 'picture,picture', 'pictures are shown');
  });
});

describe('the letters of a participant', () => {
  it.each([
    ['Amina Khalil', 'AK'],
    ['Research desk', 'RD'],
    ['guide', 'G'],
    ['Jean-Luc van der Berg', 'JB'],
    ['محمد علي', 'مع'],
    ['山田 太郎', '山太'],
    ['👩‍🚀 Rocket', '👩‍🚀R'],
    ['e\u0301clair', 'E\u0301'],
    ['…', ''],
  ])('of “%s” are “%s”', (name, letters) => {
    expect(initialsOf(name)).to.equal(letters);
  });
});

describe('the picture of a participant', () => {
  const page = 'https://shop.example/chat';

  it.each([
    ['/faces/ada.png', 'https://shop.example/faces/ada.png'],
    ['https://shop.example/a.png', 'https://shop.example/a.png'],
    ['data:image/png;base64,AAAA', 'data:image/png;base64,AAAA'],
    ['blob:https://shop.example/1', 'blob:https://shop.example/1'],
    ['https://tracker.example/a.png', null],
    ['//tracker.example/a.png', null],
    ['http://shop.example/a.png', null],
    ['data:image/svg+xml,<svg/>', null],
    ['javascript:alert(1)', null],
    ['blob:https://tracker.example/1', null],
    ['https://[', null],
    [undefined, null],
  ])('%s is loaded as %s', (avatar, url) => {
    expect(allowedAvatar(avatar, page)).to.equal(url);
  });
});
