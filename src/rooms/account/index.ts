/** The door of account: what the public and those entitled to ask may see. */
export { accountPublicRoutes, accountStaffRoutes } from './routes.ts';
