import '../../ui/theme.css';
import '../../ui/controls.css';
import './popup.css';
import { createAccountClient } from '../../client/create-account-client.ts';
import { createClient } from '../../client/create-client.ts';
import { mountPage } from '../../ui/mount-page.tsx';
import { Popup } from './popup.tsx';

const client = createClient();
const account = createAccountClient();

mountPage('popup', <Popup client={client} account={account} server={new URL(__LATCHKEY_SERVER__).host} />);
