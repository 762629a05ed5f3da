import type { Language } from '../language.ts';

export interface LandingTexts {
  readonly title: string;
  readonly description: string;
  readonly lead: string;
  readonly promise: string;
  readonly present: string;
  readonly absent: string;
  readonly installHeading: string;
  readonly folder: string;
  readonly elsewhere: string;
  readonly copy: string;
  readonly copied: string;
  readonly chromium: readonly string[];
  readonly firefox: readonly string[];
  readonly tryHeading: string;
  readonly trySteps: readonly string[];
  readonly tryLink: string;
  readonly developersHeading: string;
  readonly developers: string;
  readonly docsLink: string;
}

const en: LandingTexts = {
  title: 'Latchkey: notes on any page, and a sign-in that lasts',
  description: 'A browser extension for notes on web pages that stays signed in, and its server.',
  lead: 'Notes on any web page, with a sign-in that lasts and a sign-out that holds.',
  promise:
    'Sign in once. A sleeping browser, a lost connection or a restarted server never signs you out; and when you sign out, it holds at once.',
  present: 'The extension is installed in this browser.',
  absent:
    'The extension is not to be seen in this browser yet. If you have just installed it, reload this page.',
  installHeading: 'Install the extension',
  folder: 'The extension is in this folder:',
  elsewhere:
    'The extension is built on the machine that runs this server: “npm run build” puts it into the folder “.output/chrome-mv3” of the project. Copy that folder to your machine, then go on here.',
  copy: 'Copy',
  copied: 'Copied',
  chromium: [
    'Open chrome://extensions in a new tab (edge://extensions in Edge, brave://extensions in Brave).',
    'Switch on “Developer mode”.',
    'Choose “Load unpacked” and pick that folder.',
    'Pin Latchkey to the toolbar, so that you can see whether you are signed in.',
  ],
  firefox: [
    'Build it for Firefox with “npm run build:firefox”, and start the server with moz-extension://* among its LATCHKEY_EXTENSION_ORIGINS.',
    'Open about:debugging#/runtime/this-firefox in a new tab.',
    'Choose “Load Temporary Add-on” and pick “manifest.json” in the folder “.output/firefox-mv3”. Firefox forgets it when it closes.',
  ],
  tryHeading: 'Try it',
  trySteps: [
    'Choose the Latchkey button in the toolbar and create an account.',
    'Open the page below and choose the small tab at its right edge.',
    'Write a note. It is there again whenever you come back, in every browser where you are signed in.',
  ],
  tryLink: 'Open a page to try it on',
  developersHeading: 'For developers',
  developers: 'Everything that the extension does here goes through a documented API.',
  docsLink: 'Read its description.',
};

const zh: LandingTexts = {
  title: 'Latchkey：在任何网页上记笔记，一次登录长久有效',
  description: '一个始终保持登录的网页笔记扩展程序，以及它的服务器。',
  lead: '在任何网页上记笔记：一次登录长久有效，一旦退出立即生效。',
  promise: '只需登录一次。浏览器休眠、网络中断或服务器重启都不会让您退出登录；而当您退出时，立即生效。',
  present: '此浏览器中已安装扩展程序。',
  absent: '在此浏览器中还看不到扩展程序。如果您刚刚安装，请重新载入此页。',
  installHeading: '安装扩展程序',
  folder: '扩展程序在这个文件夹中：',
  elsewhere:
    '扩展程序在运行此服务器的电脑上构建：“npm run build”会把它放进项目的“.output/chrome-mv3”文件夹。请将该文件夹复制到您的电脑，然后继续。',
  copy: '复制',
  copied: '已复制',
  chromium: [
    '在新标签页中打开 chrome://extensions（Edge 为 edge://extensions，Brave 为 brave://extensions）。',
    '打开“开发者模式”。',
    '选择“加载已解压的扩展程序”，选中该文件夹。',
    '将 Latchkey 固定在工具栏上，以便看到是否已登录。',
  ],
  firefox: [
    '用“npm run build:firefox”构建 Firefox 版本，并在服务器的 LATCHKEY_EXTENSION_ORIGINS 中加入 moz-extension://* 后启动。',
    '在新标签页中打开 about:debugging#/runtime/this-firefox。',
    '选择“临时载入附加组件”，选中“.output/firefox-mv3”文件夹中的“manifest.json”。Firefox 关闭后会忘记它。',
  ],
  tryHeading: '试一试',
  trySteps: [
    '点击工具栏上的 Latchkey 按钮，创建一个账户。',
    '打开下面的页面，点击右侧边缘的小标签。',
    '写一条笔记。无论何时回来，在您登录的每个浏览器中，它都在那里。',
  ],
  tryLink: '打开试用页面',
  developersHeading: '致开发者',
  developers: '扩展程序在这里所做的一切都通过有文档的 API 进行。',
  docsLink: '阅读 API 说明。',
};

export const landingTexts: Readonly<Record<Language, LandingTexts>> = { en, zh };
