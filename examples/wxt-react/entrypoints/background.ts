import { startBroker } from 'latchkey/background';
import { defineBackground } from 'wxt/utils/define-background';

export default defineBackground(() => {
  startBroker({ contentScripts: ['GET /api/me'] });
});
