/** The door of cases: a complaint from the day it comes in to the day it is answered and closed. */
export { identifySubjects } from './actions/identify-subject.ts';
export { openDemoCases } from './actions/open-demo-cases.ts';
export { casesRoutes } from './routes.ts';
export { caseTables } from './store.ts';
