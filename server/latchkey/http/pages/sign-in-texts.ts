import type { FlowFailure } from '../../flows/record.ts';
import type { Language } from './language.ts';

interface Said {
  readonly title: string;
  readonly lead: string;
}

export interface SignInTexts {
  /** What the ways are called that have no name of a provider. */
  readonly names: { readonly passkey: string; readonly password: string };
  readonly choose: {
    readonly title: string;
    readonly lead: string;
    readonly way: (name: string) => string;
    readonly passkey: string;
    readonly password: string;
    /** For somebody who signs in to an account of theirs first. */
    readonly keepTitle: string;
    readonly keepLead: (name: string) => string;
    readonly add: (name: string) => string;
    readonly newPasskey: string;
    readonly cancel: string;
  };
  readonly confirm: {
    readonly title: string;
    readonly known: (name: string, way: string) => string;
    readonly fresh: (name: string, way: string) => string;
    readonly device: (label: string) => string;
    readonly warning: string;
    readonly yes: (name: string) => string;
    readonly make: (name: string) => string;
    readonly makeAnother: string;
    readonly taken: (name: string) => string;
    readonly keep: string;
    readonly adds: (way: string) => string;
    readonly other: string;
    readonly no: string;
  };
  readonly adding: {
    readonly choose: string;
    readonly chooseLead: (account: string) => string;
    readonly title: string;
    readonly lead: (name: string, way: string, account: string) => string;
    readonly yes: (way: string) => string;
  };
  readonly removal: {
    readonly choose: string;
    readonly chooseLead: (account: string) => string;
    readonly title: (account: string) => string;
    readonly lead: string;
    readonly yes: (account: string) => string;
    readonly no: string;
  };
  readonly passkey: {
    readonly newTitle: string;
    readonly newLead: (account: string) => string;
    readonly lead: string;
    readonly warning: string;
    readonly name: string;
    readonly make: string;
    readonly use: string;
    readonly other: string;
    readonly failed: string;
    readonly there: string;
    readonly unsupported: string;
    readonly noScript: string;
  };
  readonly website: {
    readonly lead: (name: string) => string;
    readonly goThere: (name: string) => string;
    readonly again: string;
  };
  readonly password: {
    readonly username: string;
    readonly password: string;
    readonly signIn: string;
    readonly goOn: string;
  };
  readonly done: Said;
  readonly denied: Said;
  readonly unchanged: Said;
  readonly added: Said;
  readonly removed: Said;
  readonly expired: Said;
  readonly code: {
    readonly title: string;
    readonly lead: string;
    readonly warning: string;
    readonly label: string;
    readonly wrong: string;
    readonly goOn: string;
  };
  readonly otherBrowser: { readonly title: string; readonly lead: string; readonly cookies: string };
  readonly failures: Readonly<Record<FlowFailure | 'too-many-visits', (way: string) => string>>;
  readonly again: (name: string) => string;
}

/** Everything that the pages of a flow say. */
export const signInTexts: Readonly<Record<Language, SignInTexts>> = {
  en: {
    names: { passkey: 'your passkey', password: 'your password' },
    choose: {
      title: 'Sign in',
      lead: 'Your extension will be signed in when you are done here.',
      way: (name) => `Continue with ${name}`,
      passkey: 'Continue with a passkey',
      password: 'Continue with a password',
      keepTitle: 'Sign in to your account',
      keepLead: (name) => `In a way that you have signed in before. Then ${name} is added to that account.`,
      add: (name) => `Add ${name}`,
      newPasskey: 'Add a passkey',
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
      make: (name) => `Yes, sign in as ${name}`,
      makeAnother: 'No, make a new account for me',
      taken: (name) =>
        `Somebody has an account called ${name} here. If it is yours, sign in to it first; then this is added to it.`,
      keep: 'I have an account here',
      adds: (way) => `${way} will be added to this account.`,
      other: 'Somebody else? Choose another way',
      no: 'No',
    },
    adding: {
      choose: 'Add a way to sign in',
      chooseLead: (account) => `You will be able to sign in to the account ${account} by it as well.`,
      title: 'Add this way to sign in?',
      lead: (name, way, account) =>
        `${way} says that you are ${name}. You will be able to sign in to the account ${account} by it.`,
      yes: (way) => `Yes, add ${way}`,
    },
    removal: {
      choose: 'Is this account yours?',
      chooseLead: (account) => `Before the account ${account} is deleted, sign in to it once more.`,
      title: (account) => `Delete the account ${account}?`,
      lead: 'All that it holds is deleted with it, and every device is signed out. This can not be undone.',
      yes: (account) => `Yes, delete ${account}`,
      no: 'No, keep it',
    },
    passkey: {
      newTitle: 'Add a passkey',
      newLead: (account) =>
        `A passkey signs you in to the account ${account} by your fingerprint, your face or the PIN of your device.`,
      lead: 'Your browser asks for your fingerprint, your face or the PIN of your device.',
      warning: 'If you have not just asked your extension to sign in, choose Cancel.',
      name: 'Name of the passkey',
      make: 'Make the passkey',
      use: 'Sign in with a passkey',
      other: 'Choose another way',
      failed: 'No passkey was used. Try again, or choose another way.',
      there: 'This device has a passkey for the account already.',
      unsupported: 'This browser can not use passkeys here. Choose another way.',
      noScript: 'Passkeys need JavaScript, which is switched off here. Choose another way.',
    },
    website: {
      lead: (name) =>
        `You are not signed in at ${name} in this browser. Sign in there, then come back to this tab.`,
      goThere: (name) => `Sign in at ${name}`,
      again: 'I am signed in there now',
    },
    password: { username: 'Username', password: 'Password', signIn: 'Sign in', goOn: 'Continue' },
    done: { title: 'You are signed in', lead: 'You can close this tab and go on with the extension.' },
    denied: {
      title: 'Nobody was signed in',
      lead: 'The sign-in was called off. You can close this tab, and begin again in the extension.',
    },
    unchanged: {
      title: 'Nothing was changed',
      lead: 'You can close this tab.',
    },
    added: {
      title: 'It is added',
      lead: 'You can sign in by it from now on. You can close this tab and go on with the extension.',
    },
    removed: {
      title: 'The account is deleted',
      lead: 'All that it held is gone. You can close this tab.',
    },
    expired: {
      title: 'This sign-in is over',
      lead: 'A sign-in lasts ten minutes and works once. Close this tab and begin again in the extension.',
    },
    code: {
      title: 'Which code does your extension show?',
      lead: 'This browser keeps the cookies of tab and extension apart. Open the extension from the toolbar and type the code that it shows.',
      warning:
        'If somebody has sent you this address or a code, close this tab: they would be signed in as you.',
      label: 'Code',
      wrong:
        'This is not the code of this sign-in, or it was tried too often. Look again, or begin again in the extension.',
      goOn: 'Continue',
    },
    otherBrowser: {
      title: 'This sign-in was begun elsewhere',
      lead: 'It can only be finished in the browser whose extension began it. If somebody sent you this address, close this tab: it would have signed them in as you.',
      cookies:
        'If it was your own extension in this very browser, cookies are blocked for this site: allow them and begin again.',
    },
    failures: {
      declined: (way) => `You said no at ${way}, so nobody was signed in.`,
      'provider-unavailable': (way) => `${way} can not be reached at the moment. Try again in a minute.`,
      'provider-answer-refused': (way) =>
        `The answer of ${way} did not hold, so it was not believed. Try again.`,
      'signup-closed': (way) => `Nobody here has an account by this ${way} identity, and none can be made.`,
      'passkey-unknown': () =>
        'This passkey belongs to no account here. It may have been removed; choose another one, or another way.',
      'wrong-password': () => 'Username and password do not belong together.',
      'too-many-guesses': () =>
        'There were too many wrong passwords. Wait a quarter of an hour, or choose another way.',
      'there-already': (way) => `You can sign in by ${way} already.`,
      'of-another-account': (way) =>
        `Somebody signs in to another account here by ${way}. Remove it there first, or choose another one.`,
      'another-account': (way) => `${way} has brought somebody else. Sign in to your own account.`,
      'too-many-ways': () =>
        'The account has as many ways as it may have. Remove one on the account page first.',
      'too-many-visits': () => 'That was tried too often. Close this tab and begin again in the extension.',
    },
    again: (name) => `Try ${name} again`,
  },
  zh: {
    names: { passkey: '您的通行密钥', password: '您的密码' },
    choose: {
      title: '登录',
      lead: '在此完成后，您的扩展程序即会登录。',
      way: (name) => `使用 ${name} 继续`,
      passkey: '使用通行密钥继续',
      password: '使用密码继续',
      keepTitle: '登录您的账号',
      keepLead: (name) => `请用您以前登录过的方式登录。随后 ${name} 会添加到该账号。`,
      add: (name) => `添加 ${name}`,
      newPasskey: '添加通行密钥',
      cancel: '取消',
    },
    confirm: {
      title: '要登录扩展程序吗？',
      known: (name, way) => `${way} 表示您是 ${name}。`,
      fresh: (name, way) => `${way} 表示您是 ${name}。您是新用户：将为您创建一个账号。`,
      device: (label) => `这将登录 ${label} 中的扩展程序。`,
      warning: '如果您刚才没有在扩展程序中请求登录，请选择“否”。',
      yes: (name) => `是，以 ${name} 登录`,
      make: (name) => `是，以 ${name} 登录`,
      makeAnother: '否，为我创建新账号',
      taken: (name) => `这里已有名为 ${name} 的账号。如果是您的，请先登录该账号，随后此方式会添加到其中。`,
      keep: '我在这里已有账号',
      adds: (way) => `${way} 将添加到此账号。`,
      other: '不是您？选择其他方式',
      no: '否',
    },
    adding: {
      choose: '添加登录方式',
      chooseLead: (account) => `之后您也可以用它登录账号 ${account}。`,
      title: '要添加此登录方式吗？',
      lead: (name, way, account) => `${way} 表示您是 ${name}。之后您可以用它登录账号 ${account}。`,
      yes: (way) => `是，添加 ${way}`,
    },
    removal: {
      choose: '这是您的账号吗？',
      chooseLead: (account) => `删除账号 ${account} 之前，请再登录一次。`,
      title: (account) => `要删除账号 ${account} 吗？`,
      lead: '其中的所有内容都会一并删除，所有设备都会退出登录。此操作无法撤销。',
      yes: (account) => `是，删除 ${account}`,
      no: '否，保留',
    },
    passkey: {
      newTitle: '添加通行密钥',
      newLead: (account) => `通行密钥让您用指纹、面容或设备 PIN 登录账号 ${account}。`,
      lead: '浏览器会要求您的指纹、面容或设备 PIN。',
      warning: '如果您刚才没有在扩展程序中请求登录，请选择“取消”。',
      name: '通行密钥的名称',
      make: '创建通行密钥',
      use: '使用通行密钥登录',
      other: '选择其他方式',
      failed: '没有使用任何通行密钥。请重试，或选择其他方式。',
      there: '此设备已有该账号的通行密钥。',
      unsupported: '此浏览器无法在这里使用通行密钥。请选择其他方式。',
      noScript: '通行密钥需要 JavaScript，而此处已关闭。请选择其他方式。',
    },
    website: {
      lead: (name) => `您在此浏览器中未登录 ${name}。请先在那里登录，然后回到此标签页。`,
      goThere: (name) => `在 ${name} 登录`,
      again: '我已在那里登录',
    },
    password: { username: '用户名', password: '密码', signIn: '登录', goOn: '继续' },
    done: { title: '您已登录', lead: '您可以关闭此标签页，继续使用扩展程序。' },
    denied: { title: '没有人登录', lead: '登录已取消。您可以关闭此标签页，并在扩展程序中重新开始。' },
    unchanged: { title: '没有任何更改', lead: '您可以关闭此标签页。' },
    added: { title: '已添加', lead: '从现在起您可以用它登录。您可以关闭此标签页，继续使用扩展程序。' },
    removed: { title: '账号已删除', lead: '其中的所有内容都已删除。您可以关闭此标签页。' },
    expired: {
      title: '此次登录已结束',
      lead: '一次登录有效十分钟，且只能使用一次。请关闭此标签页，并在扩展程序中重新开始。',
    },
    code: {
      title: '您的扩展程序显示的代码是什么？',
      lead: '此浏览器将标签页与扩展程序的 Cookie 分开保存。请从工具栏打开扩展程序，并输入其显示的代码。',
      warning: '如果是别人把这个地址或代码发给您的，请关闭此标签页：否则对方会以您的身份登录。',
      label: '代码',
      wrong: '这不是此次登录的代码，或尝试次数过多。请再看一次，或在扩展程序中重新开始。',
      goOn: '继续',
    },
    otherBrowser: {
      title: '此次登录是在别处开始的',
      lead: '只能在发起登录的扩展程序所在的浏览器中完成。如果是别人把这个地址发给您的，请关闭此标签页：否则对方会以您的身份登录。',
      cookies: '如果正是您自己在此浏览器中的扩展程序发起的，则此网站的 Cookie 被阻止了：请允许后重新开始。',
    },
    failures: {
      declined: (way) => `您在 ${way} 选择了拒绝，因此没有人登录。`,
      'provider-unavailable': (way) => `目前无法连接 ${way}。请一分钟后再试。`,
      'provider-answer-refused': (way) => `${way} 的回复未通过验证，因此未被采信。请重试。`,
      'signup-closed': (way) => `此 ${way} 身份在这里没有账号，也无法创建。`,
      'passkey-unknown': () =>
        '此通行密钥不属于这里的任何账号。它可能已被移除；请选择另一个，或选择其他方式。',
      'wrong-password': () => '用户名与密码不匹配。',
      'too-many-guesses': () => '错误密码过多。请等待一刻钟，或选择其他方式。',
      'there-already': (way) => `您已经可以使用 ${way} 登录。`,
      'of-another-account': (way) => `${way} 已用于登录这里的另一个账号。请先在那里移除，或选择其他方式。`,
      'another-account': (way) => `${way} 带来的是另一个人。请登录您自己的账号。`,
      'too-many-ways': () => '该账号的登录方式已达上限。请先在账号页面移除一个。',
      'too-many-visits': () => '尝试次数过多。请关闭此标签页，并在扩展程序中重新开始。',
    },
    again: (name) => `再次尝试 ${name}`,
  },
};
