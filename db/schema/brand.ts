declare const brand: unique symbol;

/** A primitive that knows which record it names, so that a submission's id is never taken for a review's. */
export type Brand<Primitive, Name extends string> = Primitive & { readonly [brand]: Name };
