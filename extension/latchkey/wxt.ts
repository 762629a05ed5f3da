export { type LatchkeyModuleOptions, latchkeyModule as default } from './wxt/module.ts';
