import { createClient } from 'latchkey/client';
import '../../notes/panel/panel.css';
import { runPanel } from '../../notes/panel/run-panel.ts';

void runPanel(createClient());
