import { describe, expect, test, vi } from 'vitest';
import type { Reply } from '../protocol/messages.ts';
import type { PortReply } from '../protocol/port-messages.ts';
import { settled } from '../testing/fake-clock.ts';
import { senderIn, tabWithPort } from '../testing/tab-with-port.ts';

const tab = tabWithPort();

describe('a port is judged by who has opened it', () => {
  test('in a frame of somebody’s page it gets nothing', async () => {
    const framed = await tab.openPage(senderIn(1, 3));
    await expect(tab.get(framed.client)).rejects.toMatchObject({ code: 'denied' });
    expect((await tab.world.account.denied())[0]).toMatchObject({ reason: 'frame-not-listed' });
  });

  /** What a script that does not use the client hears to what it posts. */
  async function repliesTo(...posted: unknown[]): Promise<PortReply[]> {
    const replies: PortReply[] = [];
    const port = tab.runtime.connect({ name: 'latchkey' });
    port.onMessage.addListener((list) => replies.push(...(list as PortReply[])));
    for (const each of posted) port.postMessage(each);
    await settled();
    return replies;
  }
  const state = (id: string) => ({ latchkey: 'call', id, call: { type: 'state' } });

  test('what is no call is refused, and stops none beside it', async () => {
    const steal = { latchkey: 'call', id: '1', call: { type: 'steal' } };
    expect(await repliesTo([steal, 'anything', null, state('2')])).toMatchObject([
      { id: '1', reply: { ok: false, error: { code: 'invalid-request' } } },
      { id: '2', reply: { ok: true } },
    ]);
  });

  test.for([
    ['no list', state('1')],
    ['text', 'anything'],
    ['a list of more than a client sends', Array.from({ length: 51 }, (_, n) => state(`${n}`))],
    ['a list in a list', [[state('1')]]],
  ])('%s is not answered', async ([, posted]) => {
    expect(await repliesTo(posted)).toEqual([]);
  });

  test('a list is limited as what comes one by one', async () => {
    const lists = Array.from({ length: 4 }, (_, list) =>
      Array.from({ length: 50 }, (_, n) => state(`${list} ${n}`)),
    );
    const replies = await repliesTo(...lists);
    const codes = replies.map(({ reply }) => {
      const { ok, ...rest } = reply as Reply;
      return 'error' in rest ? rest.error.code : ok;
    });
    expect(codes.filter((code) => code === true)).toHaveLength(150);
    expect(codes.filter((code) => code === 'rate-limited')).toHaveLength(50);
  });

  test('a port of the extension’s own is left alone', async () => {
    const port = tab.runtime.connect({ name: 'mine' });
    port.postMessage({ latchkey: 'call', id: '1', call: { type: 'state' } });
    const heard = vi.fn();
    port.onMessage.addListener(heard);
    await settled();
    expect(heard).not.toHaveBeenCalled();
  });
});
