import { problems } from 'latchkey-server';
import { testApp } from 'latchkey-server/testing';
import { describe, expect, test } from 'vitest';
import { site } from '../module.ts';

describe('the API document', () => {
  test('is a page that needs no script, no network and nothing but its own style', async () => {
    const app = await testApp({}, { modules: [site({ extensionFolder: null })] });
    const response = await app.request('/docs');
    expect(response.headers.get('Content-Type')).toMatch(/^text\/html/);
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]+='/);
    const page = await response.text();
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style)));
    expect(policy).toContain(hash.toString('base64'));
    expect(page).not.toMatch(/<script|https?:\/\/(?!localhost)|src=|style="/);
    for (const code of Object.keys(problems)) expect(page).toContain(`id="${code}"`);
    expect(page).toContain('<code>/auth/login</code>');
    expect(page).not.toContain('[object');
    expect(page).not.toContain('undefined');
  });
});
