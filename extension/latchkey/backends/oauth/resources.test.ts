import { expect, test } from 'vitest';
import { createResources } from './resources.ts';

const API = 'https://api.example';
const CLIPS = 'https://clips.example';

test.for([
  ['none', undefined, { own: null, all: [], clips: null }],
  ['one', 'urn:items', { own: 'urn:items', all: ['urn:items'], clips: null }],
  [
    'one for each origin',
    { [API]: 'urn:items', [CLIPS]: 'urn:clips' },
    { own: 'urn:items', all: ['urn:items', 'urn:clips'], clips: 'urn:clips' },
  ],
  [
    'the same for two',
    { [API]: 'urn:all', [CLIPS]: 'urn:all' },
    { own: 'urn:all', all: ['urn:all'], clips: null },
  ],
  [
    'one for another origin alone',
    { [CLIPS]: 'urn:clips' },
    { own: null, all: ['urn:clips'], clips: 'urn:clips' },
  ],
] as const)('%s', ([_, named, { clips, ...rest }]) => {
  const { of, ...resources } = createResources(named, API);
  expect(resources).toEqual(rest);
  expect(of(CLIPS)).toBe(clips);
  expect(of(API)).toBeNull();
});
