/**
 * The session, for components of React.
 * @module
 */

export { useSession } from './client/use-session.ts';
