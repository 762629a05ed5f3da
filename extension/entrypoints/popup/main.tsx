import '../../account/controls/theme.css';
import '../../account/controls/controls.css';
import './popup.css';
import { mountPage } from '../../account/controls/mount-page.tsx';
import { createAccountClient } from '../../latchkey/client/account-client.ts';
import { createClient } from '../../latchkey/client/create-client.ts';
import { Popup } from './popup.tsx';

const client = createClient();
const account = createAccountClient();

mountPage('popup', <Popup client={client} account={account} server={new URL(__LATCHKEY_SERVER__).host} />);
