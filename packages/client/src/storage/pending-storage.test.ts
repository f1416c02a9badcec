import { describe, expect, it } from 'vitest';
import { memoryWebStorage } from '../test-support/web-storage.js';
import { webPendingStorage } from './pending-storage.js';

const command = (clientRequestId: string, createdAt = 1) => ({ clientRequestId, createdAt });

describe('the storage of a page', () => {
  it('gives back what was saved, in the order in which it was given', () => {
    const storage = memoryWebStorage();
    webPendingStorage(storage, 'k').save([command('b', 2), command('a', 3), command('c', 1)]);
    const loaded = webPendingStorage(storage, 'k').load();
    expect(loaded).toEqual([command('c', 1), command('b', 2), command('a', 3)]);
  });

  it('forgets what is not saved any more', () => {
    const storage = memoryWebStorage();
    const pending = webPendingStorage(storage, 'k');
    pending.save([command('a'), command('b')]);
    pending.save([command('b')]);
    expect(pending.load()).toEqual([command('b')]);
    webPendingStorage(storage, 'k').save([]);
    const reloaded = webPendingStorage(storage, 'k');
    reloaded.load();
    reloaded.save([]);
    expect(storage.length).toBe(0);
  });

  it('writes what has changed, and nothing else', () => {
    const storage = memoryWebStorage();
    const pending = webPendingStorage(storage, 'k');
    pending.save([command('a'), command('b')]);
    const written: string[] = [];
    storage.setItem = (name) => void written.push(name);
    pending.save([command('a'), command('b', 2), command('c')]);
    expect(written).toEqual(['k:b', 'k:c']);
  });

  it('keeps what another tab and another conversation have saved', () => {
    const storage = memoryWebStorage({ theme: 'dark' });
    const [one, other, elsewhere] = ['k', 'k', 'k2'].map((key) => webPendingStorage(storage, key));
    one?.load();
    other?.load();
    one?.save([command('a')]);
    other?.save([command('b')]);
    elsewhere?.save([command('c')]);
    one?.save([]);
    expect(webPendingStorage(storage, 'k').load()).toEqual([command('b')]);
    expect(webPendingStorage(storage, 'k2').load()).toEqual([command('c')]);
    expect(storage.getItem('theme')).toBe('dark');
  });

  it('passes on what is damaged, for the client to report, and clears it away with the next save', () => {
    const storage = memoryWebStorage({ 'k:a': '{"clientReq', 'k:b': JSON.stringify(command('b')) });
    const pending = webPendingStorage(storage, 'k');
    expect(pending.load()).toEqual(['{"clientReq', command('b')]);
    pending.save([command('b')]);
    expect(storage.getItem('k:a')).toBeNull();
  });

  it('says when there is no room, keeps what has room, and leaves nothing behind', () => {
    const storage = memoryWebStorage();
    const { setItem } = storage;
    storage.setItem = (name, value) => {
      if (value.length > 100) throw new DOMException('full', 'QuotaExceededError');
      setItem(name, value);
    };
    const pending = webPendingStorage(storage, 'k');
    const long = { ...command('long', 2), text: 'x'.repeat(200) };
    expect(() => pending.save([command('a'), long, command('b', 3)])).toThrowError(
      expect.objectContaining({ code: 'StoreUnwritable' }),
    );
    expect(webPendingStorage(storage, 'k').load()).toEqual([command('a'), command('b', 3)]);
    pending.save([]);
    expect(storage.length).toBe(0);
  });

  it('that is denied throws when it is used, and may be given later', () => {
    const storage = memoryWebStorage();
    let isDenied = true;
    const pending = webPendingStorage(() => {
      if (isDenied) throw new DOMException('denied', 'SecurityError');
      return storage;
    }, 'k');
    expect(() => pending.load()).toThrow('denied');
    expect(() => pending.save([command('a')])).toThrow('denied');
    isDenied = false;
    pending.save([command('a')]);
    expect(pending.load()).toEqual([command('a')]);
  });
});
