import '../../ui/theme.css';
import '../../ui/controls.css';
import './options.css';
import { i18n } from '#i18n';
import { createAccountClient } from '../../client/create-account-client.ts';
import { createClient } from '../../client/create-client.ts';
import { mountPage } from '../../ui/mount-page.tsx';
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
