import { html, raw } from 'hono/html';
import type { FailedWay, FlowFailure, FlowPurpose } from '../../flows/record.ts';
import type { SignInWay } from '../../flows/way.ts';
import type { Language } from './language.ts';
import { type SignInTexts, signInTexts } from './sign-in-texts.ts';

type Markup = ReturnType<typeof html>;

interface Asked {
  readonly flow: string;
  readonly ticket: string;
  /** What the way is called by which they came. */
  readonly way: string;
  readonly label: string;
}

/** What the page of a flow shows. */
export type SignInView =
  | {
      readonly shows: 'choice';
      readonly flow: string;
      readonly purpose: FlowPurpose;
      readonly ways: readonly SignInWay[];
      readonly failure: { readonly why: FlowFailure | 'too-many-visits'; readonly way: string } | null;
    }
  | ({
      readonly shows: 'confirmation';
      readonly name: string;
      /** Whether an account will be made by the click. */
      readonly fresh: boolean;
      /** Whether somebody has an account by the name that a new one would get. */
      readonly taken: boolean;
      /** Whether they may sign in to an account of theirs first. */
      readonly mayKeep: boolean;
      /** The provider that is added to the account by the click. */
      readonly adds: string | null;
    } & Asked)
  | ({ readonly shows: 'confirm-adding'; readonly name: string; readonly account: string } & Asked)
  | ({ readonly shows: 'confirm-removal'; readonly account: string } & Asked)
  | {
      readonly shows: 'passkey';
      readonly flow: string;
      readonly purpose: FlowPurpose;
      readonly options: unknown;
      readonly label: string;
      readonly failure: FailedWay | null;
    }
  | {
      readonly shows: 'website';
      readonly flow: string;
      readonly name: string;
      /** Where the person signs in at the website. */
      readonly signInUrl: string;
    }
  | {
      readonly shows: 'password';
      readonly flow: string;
      readonly purpose: FlowPurpose;
      readonly label: string;
      readonly failure: FailedWay | null;
    }
  | {
      readonly shows: 'done' | 'denied' | 'unchanged' | 'added' | 'removed' | 'expired';
    }
  | {
      readonly shows: 'other-browser';
      /** The flow that a code opens here, where there is one. */
      readonly flow: string | null;
      readonly wrong: boolean;
    };

/**
 * Works without scripts but for a passkey; its style sheet and its script are files of this server.
 * @param base what is before the paths of the routes, for a browser
 */
export function signInPage(language: Language, view: SignInView, base: string): Markup {
  const { title, body } = content({ ...signInTexts[language], base }, view);
  const script =
    view.shows === 'passkey' ? html`<script src="${base}/sign-in/assets/passkey.js" defer></script>` : '';
  return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${base}/sign-in/assets/page.css">
    ${script}
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>
`;
}

/** What a page says, and where it is. */
type Wording = SignInTexts & { readonly base: string };

interface Content {
  readonly title: string;
  readonly body: Markup;
}

function content(t: Wording, view: SignInView): Content {
  switch (view.shows) {
    case 'choice':
      return choice(t, view);
    case 'confirmation':
      return confirmation(t, view);
    case 'confirm-adding':
      return {
        title: t.adding.title,
        body: html`<p>${t.adding.lead(view.name, view.way, view.account)}</p>
      ${ticketForm(t, view, 'approve', t.adding.yes(view.way), true)}
      ${denial(t, view.flow, t.confirm.no)}`,
      };
    case 'confirm-removal':
      return {
        title: t.removal.title(view.account),
        body: html`<p>${t.removal.lead}</p>
      ${ticketForm(t, view, 'approve', t.removal.yes(view.account), true)}
      ${denial(t, view.flow, t.removal.no)}`,
      };
    case 'passkey':
      return passkey(t, view);
    case 'password':
      return password(t, view);
    case 'website':
      return website(t, view);
    case 'other-browser':
      return otherBrowser(t, view);
    default: {
      const { title, lead } = t[view.shows];
      return { title, body: html`<p role="status">${lead}</p>` };
    }
  }
}

function choice(t: Wording, view: SignInView & { readonly shows: 'choice' }): Content {
  const { base } = t;
  const { flow, ways, failure, purpose } = view;
  const failed = ways.find(({ id }) => id === failure?.way);
  const nameOf = (way: SignInWay) => ('name' in way ? way.name : t.names[way.kind]);
  const failedName = failed === undefined ? (failure?.way ?? '') : nameOf(failed);
  const button = (way: SignInWay, index: number) => {
    const again = failure !== null && failure.why !== 'too-many-visits' && way === failed;
    const text = again ? t.again(nameOf(way)) : labelOf(t, way, purpose);
    return html`<li><a class="button${index === 0 ? ' first' : ''}" href="${base}/sign-in/${flow}/with/${way.id}">${text}</a></li>`;
  };
  const { title, lead } = heading(t, purpose);
  return {
    title,
    body: html`${failure === null ? html`<p>${lead}</p>` : notice(t.failures[failure.why](failedName))}
      <ul class="ways">${ways.map(button)}</ul>
      ${denial(t, flow, t.choose.cancel)}`,
  };
}

function labelOf(t: Wording, way: SignInWay, { type }: FlowPurpose): string {
  if (!('name' in way)) return type === 'add-way' ? t.choose.newPasskey : t.choose[way.kind];
  return type === 'add-way' ? t.choose.add(way.name) : t.choose.way(way.name);
}

function heading(t: Wording, purpose: FlowPurpose): { readonly title: string; readonly lead: string } {
  switch (purpose.type) {
    case 'sign-in':
      return purpose.toAdd === null
        ? { title: t.choose.title, lead: t.choose.lead }
        : { title: t.choose.keepTitle, lead: t.choose.keepLead(purpose.toAdd.external.suggestedName) };
    case 'add-way':
      return { title: t.adding.choose, lead: t.adding.chooseLead(purpose.owner.username) };
    case 'remove-account':
      return { title: t.removal.choose, lead: t.removal.chooseLead(purpose.owner.username) };
  }
}

function confirmation(t: Wording, view: SignInView & { readonly shows: 'confirmation' }): Content {
  const { base } = t;
  const { flow, name, fresh, taken, mayKeep, adds, way, label } = view;
  const keep = ticketForm(t, view, 'keep', t.confirm.keep, taken);
  const yesText = taken ? t.confirm.makeAnother : fresh ? t.confirm.make(name) : t.confirm.yes(name);
  const yes = ticketForm(t, view, 'approve', yesText, !taken);
  return {
    title: t.confirm.title,
    body: html`<p>${fresh ? t.confirm.fresh(name, way) : t.confirm.known(name, way)} ${adds === null ? '' : t.confirm.adds(adds)}</p>
      ${taken ? html`<p>${t.confirm.taken(name)}</p>` : ''}
      <p>${t.confirm.device(label)} ${t.confirm.warning}</p>
      ${taken && mayKeep ? html`${keep}${yes}` : html`${yes}${mayKeep ? keep : ''}`}
      ${denial(t, flow, t.confirm.no)}
      <p><a href="${base}/sign-in/${flow}/ways">${t.confirm.other}</a></p>`,
  };
}

function passkey(t: Wording, view: SignInView & { readonly shows: 'passkey' }): Content {
  const { base } = t;
  const { flow, purpose, options, label, failure } = view;
  const making = purpose.type === 'add-way';
  const { title } = making ? { title: t.passkey.newTitle } : heading(t, purpose);
  const lead = making ? t.passkey.newLead(purpose.owner.username) : t.passkey.lead;
  return {
    title,
    body: html`<p>${lead}</p>
      ${purpose.type === 'sign-in' ? html`<p>${t.confirm.device(label)} ${t.passkey.warning}</p>` : ''}
      <p class="notice" role="alert" id="passkey-problem"${failure === null ? raw(' hidden') : ''}>${failure === null ? '' : t.failures[failure.why](t.names.passkey)}</p>
      <noscript><p class="notice">${t.passkey.noScript}</p></noscript>
      <form method="post" action="${base}/sign-in/${flow}/with/passkey" data-passkey="${making ? 'create' : 'get'}"
        data-options="${JSON.stringify(options)}" data-failed="${t.passkey.failed}" data-there="${t.passkey.there}"
        data-unsupported="${t.passkey.unsupported}">
        <input type="hidden" name="credential" value="">
        ${
          making
            ? html`<label for="name">${t.passkey.name}</label>
        <input id="name" name="name" maxlength="60" autocomplete="off" value="${label}">`
            : ''
        }
        <button class="first">${making ? t.passkey.make : t.passkey.use}</button>
      </form>
      ${denial(t, flow, t.choose.cancel)}
      <p><a href="${base}/sign-in/${flow}/ways">${t.passkey.other}</a></p>`,
  };
}

function password(t: Wording, view: SignInView & { readonly shows: 'password' }): Content {
  const { base } = t;
  const { flow, purpose, label, failure } = view;
  const { title, lead } = heading(t, purpose);
  return {
    title,
    body: html`<p>${purpose.type === 'sign-in' && purpose.toAdd === null ? html`${t.confirm.device(label)} ${t.passkey.warning}` : lead}</p>
      ${failure === null ? '' : notice(t.failures[failure.why](t.names.password))}
      <form method="post" action="${base}/sign-in/${flow}/with/password">
        <label for="username">${t.password.username}</label>
        <input id="username" name="username" autocomplete="username" required maxlength="256"${purpose.type === 'remove-account' ? html` value="${purpose.owner.username}"` : ''}>
        <label for="password">${t.password.password}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024">
        <button class="first">${purpose.type === 'sign-in' && purpose.toAdd === null ? t.password.signIn : t.password.goOn}</button>
      </form>
      ${denial(t, flow, t.choose.cancel)}
      <p><a href="${base}/sign-in/${flow}/ways">${t.passkey.other}</a></p>`,
  };
}

function website(t: Wording, view: SignInView & { readonly shows: 'website' }): Content {
  const { base } = t;
  const { flow, name, signInUrl } = view;
  return {
    title: t.choose.title,
    body: html`<p>${t.website.lead(name)}</p>
      <ul class="ways">
        <li><a class="button first" href="${signInUrl}" target="_blank" rel="noopener">${t.website.goThere(name)}</a></li>
        <li><a class="button" href="${base}/sign-in/${flow}/with/website">${t.website.again}</a></li>
      </ul>
      ${denial(t, flow, t.choose.cancel)}
      <p><a href="${base}/sign-in/${flow}/ways">${t.passkey.other}</a></p>`,
  };
}

function otherBrowser(t: Wording, view: SignInView & { readonly shows: 'other-browser' }): Content {
  const { base } = t;
  const { flow, wrong } = view;
  if (flow === null) {
    return {
      title: t.otherBrowser.title,
      body: html`<p>${t.otherBrowser.lead}</p>
      <p>${t.otherBrowser.cookies}</p>`,
    };
  }
  return {
    title: t.code.title,
    body: html`<p>${t.code.lead}</p>
      <p>${t.code.warning}</p>
      ${wrong ? notice(t.code.wrong) : ''}
      <form method="post" action="${base}/sign-in/${flow}/code">
        <label for="code">${t.code.label}</label>
        <input id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="20">
        <button class="first">${t.code.goOn}</button>
      </form>`,
  };
}

const notice = (text: string): Markup => html`<p class="notice" role="alert">${text}</p>`;

const ticketForm = (
  { base }: Wording,
  { flow, ticket }: Pick<Asked, 'flow' | 'ticket'>,
  action: 'approve' | 'keep',
  text: string,
  first: boolean,
): Markup => html`<form method="post" action="${base}/sign-in/${flow}/${action}">
        <input type="hidden" name="ticket" value="${ticket}">
        <button${first ? raw(' class="first"') : ''}>${text}</button>
      </form>`;

const denial = ({ base }: Wording, flow: string, text: string): Markup =>
  html`<form method="post" action="${base}/sign-in/${flow}/deny"><button>${text}</button></form>`;
