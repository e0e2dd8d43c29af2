/** What a measured service needs around it. */
export { startPostgres } from '../../../services/kit/local/postgres';
export { doubleIssuer } from '../../../services/kit/testing/doubles';
