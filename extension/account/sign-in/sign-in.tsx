import { useState } from 'hono/jsx/dom';
import type { AccountClient } from 'latchkey/account';
import type { SessionState } from 'latchkey/client';
import { i18n } from '#i18n';
import { explainError } from '../wording/explain-error.ts';
import { SignInForm } from './sign-in-form.tsx';
import { SignedOutNotice } from './signed-out-notice.tsx';
import { TabWait } from './tab-wait.tsx';
import { useWays } from './use-ways.ts';
import { WayButtons } from './way-buttons.tsx';

interface SignInProps {
  account: AccountClient;
  session: SessionState & { status: 'signed-out' };
  server: string;
  headingLevel?: 'h1' | 'h2';
}

/** All ways in: the form where the server takes passwords, a button for each way that is a page in a tab. */
export function SignIn({ account, session, server, headingLevel: Heading = 'h1' }: SignInProps) {
  const ways = useWays(account);
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = async (work: Promise<unknown>) => {
    setProblem(null);
    await work.catch((error) => setProblem(explainError(error, i18n.t)));
  };

  const { flow } = session;
  if (flow?.type === 'waiting') {
    const name = ways.find(({ id }) => id === flow.way)?.name || undefined;
    return (
      <TabWait
        name={name}
        code={flow.code}
        headingLevel={Heading}
        problem={problem}
        onShow={() => attempt(account.signInInTab(flow.way))}
        onCancel={() => attempt(account.cancelSignIn())}
      />
    );
  }
  const inTab = ways.filter(({ kind }) => kind !== 'password');
  const takesPasswords = inTab.length === 0 || inTab.length < ways.length;
  return (
    <div class="stack">
      <SignedOutNotice
        reason={session.reason}
        unfinished={session.unfinished}
        flowEnded={flow?.type === 'ended' ? flow.reason : undefined}
      />
      {takesPasswords ? (
        <SignInForm account={account} server={server} headingLevel={Heading} />
      ) : (
        <Heading>{i18n.t('signIn.signInHeading')}</Heading>
      )}
      <WayButtons
        ways={inTab}
        beside={takesPasswords}
        problem={problem}
        onChoose={(way) => attempt(account.signInInTab(way))}
      />
    </div>
  );
}
