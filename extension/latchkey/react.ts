export { useSession } from './client/use-session.ts';
