import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifySender } from './sender.ts';

const self = { id: 'ourid', origin: 'chrome-extension://ourid' };
const popup = { id: 'ourid', origin: self.origin, url: `${self.origin}/popup.html` };
const script = {
  id: 'ourid',
  origin: 'https://a.example',
  url: 'https://a.example/x',
  tab: { id: 3 },
  frameId: 0,
};

test.for([
  ['the popup', popup, { type: 'extension-page', path: '/popup.html' }],
  [
    'a page of ours in a tab',
    { ...popup, tab: { id: 1 }, frameId: 0 },
    { type: 'extension-page', path: '/popup.html' },
  ],
  [
    'Firefox without an origin',
    { id: 'ourid', url: popup.url },
    { type: 'extension-page', path: '/popup.html' },
  ],
  ['our script in a page', script, { type: 'content-script', origin: 'https://a.example', topFrame: true }],
  ['our script in a frame', { ...script, frameId: 9 }, { type: 'content-script', topFrame: false }],
  ['our script in an active page', { ...script, documentLifecycle: 'active' }, { type: 'content-script' }],
  [
    'our page in a frame',
    { ...popup, tab: { id: 1 }, frameId: 4 },
    {
      type: 'framed-page',
      path: '/popup.html',
      frame: { tabId: 1, frameId: 4, documentId: null },
    },
  ],
  ['another extension', { ...popup, id: 'other' }, { type: 'nobody', reason: 'foreign-extension' }],
  [
    'an origin that is ours in its first letters',
    { ...popup, origin: `${self.origin}x` },
    { type: 'nobody' },
  ],
  [
    'a URL that is ours with an origin that is not',
    { ...script, url: popup.url },
    { type: 'content-script', origin: 'https://a.example' },
  ],
  [
    'an origin that is ours with a URL that is not',
    { ...popup, url: 'https://a.example/' },
    { type: 'nobody', reason: 'unidentified' },
  ],
  ['a script without a tab', { ...script, tab: undefined }, { type: 'nobody', reason: 'unidentified' }],
  [
    'a prerendered page',
    { ...script, documentLifecycle: 'prerender' },
    { type: 'nobody', reason: 'inactive-document' },
  ],
  [
    'a cached page',
    { ...script, documentLifecycle: 'cached' },
    { type: 'nobody', reason: 'inactive-document' },
  ],
  ['a sandboxed frame', { ...script, origin: 'null' }, { type: 'nobody', reason: 'no-web-origin' }],
  ['a local file', { ...script, origin: 'file://' }, { type: 'nobody', reason: 'no-web-origin' }],
  ['nothing', undefined, { type: 'nobody', reason: 'unidentified' }],
] as const)('%s', ([_, sender, caller]) => {
  expect(classifySender(sender, self)).toMatchObject(caller);
});

test('whatever the other members say, nobody but a document of our origin is a page of ours', () => {
  const anything = fc.record(
    {
      id: fc.constantFrom('ourid', 'other'),
      origin: fc.constantFrom(self.origin, 'https://a.example', 'null', ''),
      url: fc.constantFrom(popup.url, 'https://a.example/', ''),
      tab: fc.record({ id: fc.integer() }),
      frameId: fc.constantFrom(0, 1),
      documentLifecycle: fc.constantFrom('active', 'prerender'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anything, (sender) => {
      const { type } = classifySender(sender, self);
      if (type !== 'extension-page') return;
      expect(sender.id).toBe('ourid');
      expect(sender.origin ?? self.origin).toBe(self.origin);
      expect(sender.url).toBe(popup.url);
      expect(sender.frameId ?? 0).toBe(0);
    }),
    { numRuns: 2_000 },
  );
});
