import { describe, expect, test } from 'vitest';
import { pagesRoute } from './routes.ts';

const folder = '/home/ada/<latchkey>/.output/chrome-mv3';
const pages = pagesRoute({ extensionFolder: folder, isFromThisMachine: () => true });
const read = async (path: string, headers: Record<string, string> = {}) =>
  (await pages.request(path, { headers })).text();

describe('the pages', () => {
  test.each(['/', '/try'])('%s allows nothing inline and contains nothing inline', async (path) => {
    const response = await pages.request(path);
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/);
    const text = await response.text();
    expect(text).not.toMatch(/<style|style=|<script>|<script(?![^>]* src=)|\son\w+=/);
  });

  test('tell this machine the folder, as text', async () => {
    expect(await read('/')).toContain('/home/ada/&lt;latchkey&gt;/.output/chrome-mv3');
  });

  test('tell nobody else', async () => {
    const elsewhere = pagesRoute({ extensionFolder: folder, isFromThisMachine: () => false });
    expect(await (await elsewhere.request('/')).text()).not.toContain('/home/ada');
  });

  test('say what to do where there is no folder', async () => {
    const bare = pagesRoute({ extensionFolder: null, isFromThisMachine: () => true });
    expect(await (await bare.request('/')).text()).toContain('npm run build');
  });

  test.each(['/', '/try'])('%s speaks Chinese to who asks for it', async (path) => {
    const text = await read(path, { 'Accept-Language': 'zh-CN' });
    expect(text).toContain('<html lang="zh-CN">');
    expect(text).toMatch(/扩展程序/);
  });

  test.each(['pages.css', 'pages.js', 'icon.svg'])('are served %s', async (asset) => {
    const response = await pages.request(`/pages/${asset}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/css|javascript|svg/);
  });

  test.each(['constructor', 'nothing.css'])('have no asset %s', async (asset) => {
    expect((await pages.request(`/pages/${asset}`)).status).toBe(404);
  });
});
