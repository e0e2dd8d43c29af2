export { ManualClock } from '../clock';
export { type Double, type DoubledService, doubleIssuer, doubleService } from './doubles';
export { eventually } from './eventually';
export { testDatabase, testDatabaseFrom, testTemplate } from './postgres';
export { type Published, type TestedService, testService } from './test-service';
