import { expect, test } from 'vitest';
import { configFrom } from './given-settings.ts';
import { loadConfig } from './load-config.ts';

const environment = { PORT: '9000', LATCHKEY_SIGNUP: 'closed' };

test('what is given stands over the environment, which has the rest', () => {
  const config = configFrom(
    {
      publicUrl: 'https://api.example',
      extensionOrigins: [`chrome-extension://${'a'.repeat(32)}`, 'moz-extension://*'],
    },
    environment,
  );
  expect(config).toMatchObject({
    port: 9_000,
    signup: 'closed',
    publicUrl: 'https://api.example',
    extensionOrigins: [`chrome-extension://${'a'.repeat(32)}`, 'moz-extension://*'],
  });
  expect(configFrom({}, environment)).toEqual(loadConfig(environment));
});

test('it is checked as the environment is, and refused by the name there', () => {
  expect(() => configFrom({ publicUrl: 'api.example' }, {})).toThrow(
    'LATCHKEY_PUBLIC_URL=api.example is refused',
  );
});

test('a whole configuration is taken as it is', () => {
  const config = loadConfig(environment);
  expect(configFrom(config, {})).toBe(config);
});
