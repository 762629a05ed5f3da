export { aPolicy } from './testing/a-policy.ts';
export { World } from './testing/world.ts';
