/**
 * What each service can be asked: for each service its operations, such as `'GET /orders/{id}'`, with parameters, body and answer. Filled in by
 * `operations.gen.d.ts`, which is written from the services' own descriptions.
 */
// biome-ignore lint/suspicious/noEmptyInterface: others add to it
export interface Operations {}
