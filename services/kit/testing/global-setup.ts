import { startTestServer } from './server';

/** Starts the PostgreSQL that all tests of the services share; each test makes databases of its own on it. */
export default startTestServer;
