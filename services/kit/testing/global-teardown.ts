import { stopTestServer } from './server';

/** Stops the PostgreSQL of the tests, and removes its data. */
export default stopTestServer;
