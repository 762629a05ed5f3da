/**
 * The module for WXT 0.20 and newer, for `modules` in `wxt.config.ts`.
 * @module
 */

export { type LatchkeyModuleOptions, latchkeyModule as default } from './wxt/module.ts';
