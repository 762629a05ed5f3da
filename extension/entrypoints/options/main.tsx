import '../../account/controls/theme.css';
import '../../account/controls/controls.css';
import './options.css';
import { i18n } from '#i18n';
import { mountPage } from '../../account/controls/mount-page.tsx';
import { createAccountClient } from '../../latchkey/client/account-client.ts';
import { createClient } from '../../latchkey/client/create-client.ts';
import { Options } from './options.tsx';

document.title = i18n.t('options.title');
mountPage(
  'options',
  <Options
    client={createClient()}
    account={createAccountClient()}
    server={new URL(__LATCHKEY_SERVER__).host}
  />,
);
