import definition from './service';

/** This service's own name among the holders. */
export const self = 'user-service';

/** Every other service that holds personal data. They are those that this one calls: for nothing else does it call any. */
export const holders: readonly string[] = [...(definition.calls ?? [])].sort();
