import '../../account/controls/theme.css';
import '../../account/controls/controls.css';
import './popup.css';
import { createAccountClient } from 'latchkey/account';
import { createClient } from 'latchkey/client';
import { mountPage } from '../../account/controls/mount-page.tsx';
import { serverOrigin } from '../../account/server.ts';
import { Popup } from './popup.tsx';

const client = createClient();
const account = createAccountClient();

mountPage('popup', <Popup client={client} account={account} server={new URL(serverOrigin).host} />);
