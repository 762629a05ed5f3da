import '../../account/controls/theme.css';
import '../../account/controls/controls.css';
import './options.css';
import { createAccountClient } from 'latchkey/account';
import { createClient } from 'latchkey/client';
import { i18n } from '#i18n';
import { mountPage } from '../../account/controls/mount-page.tsx';
import { serverOrigin } from '../../account/server.ts';
import { Options } from './options.tsx';

document.title = i18n.t('options.title');
mountPage(
  'options',
  <Options client={createClient()} account={createAccountClient()} server={new URL(serverOrigin).host} />,
);
