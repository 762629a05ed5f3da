import { expect, test } from 'vitest';
import { openSources, publishable } from './publishable.ts';

const manifest = {
  name: 'a-library',
  version: '1.2.3',
  private: true,
  exports: { '.': './index.ts', './inner/door': './inner/door.ts', './testing': './testing.ts' },
};

test('each door is one of JavaScript, its types before it, and nothing keeps the package from being published', () => {
  const published = publishable(manifest, ['./testing']);
  expect(published).toEqual({
    name: 'a-library',
    version: '1.2.3',
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './inner/door': { types: './dist/inner/door.d.ts', default: './dist/inner/door.js' },
      './package.json': './package.json',
    },
    files: ['dist', 'CHANGELOG.md'],
  });
  for (const door of Object.values(published.exports)) {
    if (typeof door === 'object') expect(Object.keys(door)).toEqual(['types', 'default']);
  }
});

test('a door that is closed is not compiled either', () => {
  expect(openSources(manifest, ['./testing'])).toEqual(['./index.ts', './inner/door.ts']);
});
