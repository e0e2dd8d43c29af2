import { type Place, runsIn } from './derive';
import type { Service } from './service';
import { demandsOf } from './workloads';

/** Connections of a pod that brings a schema forward, whatever the others may hold. */
export const connectionsOfMigration = 3;

/**
 * Connections that one pod may hold: an equal share of four fifths of what the database accepts, when every service runs at its maximum,
 * surges, and migrates. At most 10.
 */
export const connectionsPerPod = (place: Place, services: readonly Service[]): number => {
  const { name, database } = place.environment;
  const stored = services.filter((service) => service.database && runsIn(service, name));
  // Migrations come on top; where another region is the active one, there are none.
  const demands = stored.flatMap((service) => demandsOf(service, { ...place, standby: true }));
  const pods = demands.reduce((sum, demand) => sum + demand.pods, 0);
  return Math.min(10, Math.floor((database.maxConnections * 0.8 - stored.length * connectionsOfMigration) / Math.max(1, pods)));
};
