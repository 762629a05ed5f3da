import type { FlowFailure } from '../../flows/record.ts';
import type { Language } from './language.ts';

interface SignInTexts {
  readonly choose: {
    readonly title: string;
    readonly lead: string;
    readonly way: (name: string) => string;
    readonly cancel: string;
  };
  readonly confirm: {
    readonly title: string;
    readonly known: (name: string, way: string) => string;
    readonly fresh: (name: string, way: string) => string;
    readonly device: (label: string) => string;
    readonly warning: string;
    readonly yes: (name: string) => string;
    readonly other: string;
    readonly no: string;
  };
  readonly done: { readonly title: string; readonly lead: string };
  readonly denied: { readonly title: string; readonly lead: string };
  readonly expired: { readonly title: string; readonly lead: string };
  readonly otherBrowser: { readonly title: string; readonly lead: string; readonly cookies: string };
  readonly failures: Readonly<Record<FlowFailure | 'too-many-visits', (way: string) => string>>;
  readonly again: (name: string) => string;
}

/** Everything that the pages of a flow say. */
export const signInTexts: Readonly<Record<Language, SignInTexts>> = {
  en: {
    choose: {
      title: 'Sign in',
      lead: 'Your extension will be signed in when you are done here.',
      way: (name) => `Continue with ${name}`,
      cancel: 'Cancel',
    },
    confirm: {
      title: 'Sign in the extension?',
      known: (name, way) => `${way} says that you are ${name}.`,
      fresh: (name, way) =>
        `${way} says that you are ${name}. You are new here: an account will be made for you.`,
      device: (label) => `This signs in the extension in ${label}.`,
      warning: 'If you have not just asked your extension to sign in, choose No.',
      yes: (name) => `Yes, sign in as ${name}`,
      other: 'Somebody else? Choose another way',
      no: 'No',
    },
    done: { title: 'You are signed in', lead: 'You can close this tab and go on with the extension.' },
    denied: {
      title: 'Nobody was signed in',
      lead: 'The sign-in was called off. You can close this tab, and begin again in the extension.',
    },
    expired: {
      title: 'This sign-in is over',
      lead: 'A sign-in lasts ten minutes and works once. Close this tab and begin again in the extension.',
    },
    otherBrowser: {
      title: 'This sign-in was begun elsewhere',
      lead: 'It can only be finished in the browser whose extension began it. If somebody sent you this address, close this tab: it would have signed them in as you.',
      cookies:
        'If it was your own extension in this very browser, cookies are blocked for this site: allow them and begin again, or sign in with a password.',
    },
    failures: {
      declined: (way) => `You said no at ${way}, so nobody was signed in.`,
      'provider-unavailable': (way) => `${way} can not be reached at the moment. Try again in a minute.`,
      'provider-answer-refused': (way) =>
        `The answer of ${way} did not hold, so it was not believed. Try again.`,
      'signup-closed': (way) => `Nobody here has an account by this ${way} identity, and none can be made.`,
      'too-many-visits': () => 'That was tried too often. Close this tab and begin again in the extension.',
    },
    again: (name) => `Try ${name} again`,
  },
  zh: {
    choose: {
      title: '登录',
      lead: '在此完成后，您的扩展程序即会登录。',
      way: (name) => `使用 ${name} 继续`,
      cancel: '取消',
    },
    confirm: {
      title: '要登录扩展程序吗？',
      known: (name, way) => `${way} 表示您是 ${name}。`,
      fresh: (name, way) => `${way} 表示您是 ${name}。您是新用户：将为您创建一个账号。`,
      device: (label) => `这将登录 ${label} 中的扩展程序。`,
      warning: '如果您刚才没有在扩展程序中请求登录，请选择“否”。',
      yes: (name) => `是，以 ${name} 登录`,
      other: '不是您？选择其他方式',
      no: '否',
    },
    done: { title: '您已登录', lead: '您可以关闭此标签页，继续使用扩展程序。' },
    denied: { title: '没有人登录', lead: '登录已取消。您可以关闭此标签页，并在扩展程序中重新开始。' },
    expired: {
      title: '此次登录已结束',
      lead: '一次登录有效十分钟，且只能使用一次。请关闭此标签页，并在扩展程序中重新开始。',
    },
    otherBrowser: {
      title: '此次登录是在别处开始的',
      lead: '只能在发起登录的扩展程序所在的浏览器中完成。如果是别人把这个地址发给您的，请关闭此标签页：否则对方会以您的身份登录。',
      cookies:
        '如果正是您自己在此浏览器中的扩展程序发起的，则此网站的 Cookie 被阻止了：请允许后重新开始，或使用密码登录。',
    },
    failures: {
      declined: (way) => `您在 ${way} 选择了拒绝，因此没有人登录。`,
      'provider-unavailable': (way) => `目前无法连接 ${way}。请一分钟后再试。`,
      'provider-answer-refused': (way) => `${way} 的回复未通过验证，因此未被采信。请重试。`,
      'signup-closed': (way) => `此 ${way} 身份在这里没有账号，也无法创建。`,
      'too-many-visits': () => '尝试次数过多。请关闭此标签页，并在扩展程序中重新开始。',
    },
    again: (name) => `再次尝试 ${name}`,
  },
};
