/** A field of a resource, or a resource; what is put there, where nothing removes it; and what a law then says of the resource. */
export type Mutation = readonly [place: string, value: unknown, finding: string];

/** Mutations by the law that they break. */
export type Mutations = Readonly<Record<string, readonly Mutation[]>>;
