import { startBroker } from 'latchkey/background';

startBroker({ server: 'http://localhost:8787', contentScripts: ['GET /api/me'] });
