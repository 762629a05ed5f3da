export type { Identity } from './accounts/identity.ts';
export { type Environment, loadConfig } from './config/load-config.ts';
export { type Config, defaultExtensionOrigin, type Setting, settings } from './config/settings.ts';
export { Problem, type ProblemCode, problems } from './errors/problem.ts';
export { StartError } from './errors/start-error.ts';
export { serve } from './http/serve.ts';
export { type Latchkey, type LatchkeyOptions, openLatchkey } from './latchkey.ts';
export { type UserId, userId } from './session/record.ts';
