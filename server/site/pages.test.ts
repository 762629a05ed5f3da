import { describe, expect, test } from 'vitest';
import { pagesRoute } from './routes.ts';

const folder = '/home/ada/<latchkey>/.output/chrome-mv3';
const from = (address: string) => pagesRoute({ extensionFolder: folder, clientAddress: () => address });
const read = async (path: string, headers: Record<string, string> = {}, address = '127.0.0.1') =>
  (await from(address).request(path, { headers })).text();

describe('the pages', () => {
  test.each(['/', '/try'])('%s allows nothing inline and contains nothing inline', async (path) => {
    const response = await from('127.0.0.1').request(path);
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/);
    const text = await response.text();
    expect(text).not.toMatch(/<style|style=|<script>|<script(?![^>]* src=)|\son\w+=/);
  });

  test.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])(
    '%s is told the folder, as text',
    async (address) => {
      expect(await read('/', {}, address)).toContain('/home/ada/&lt;latchkey&gt;/.output/chrome-mv3');
    },
  );

  test.each(['192.168.1.7', '10.0.0.1', '::ffff:10.0.0.1', '2001:db8::127.0.0.1'])(
    '%s is not',
    async (address) => {
      expect(await read('/', {}, address)).not.toContain('/home/ada');
    },
  );

  test('say what to do where there is no folder', async () => {
    const pages = pagesRoute({ extensionFolder: null, clientAddress: () => '127.0.0.1' });
    expect(await (await pages.request('/')).text()).toContain('npm run build');
  });

  test.each(['/', '/try'])('%s speaks Chinese to who asks for it', async (path) => {
    const text = await read(path, { 'Accept-Language': 'zh-CN' });
    expect(text).toContain('<html lang="zh-CN">');
    expect(text).toMatch(/扩展程序/);
  });

  test.each(['pages.css', 'pages.js', 'icon.svg'])('are served %s', async (asset) => {
    const response = await from('::1').request(`/pages/${asset}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/css|javascript|svg/);
  });

  test.each(['constructor', 'nothing.css'])('have no asset %s', async (asset) => {
    expect((await from('::1').request(`/pages/${asset}`)).status).toBe(404);
  });
});
