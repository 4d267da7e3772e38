/** A list that prints in Python's round brackets: a pair of `items`, a group of regroup. */
export class Tuple<T = unknown> extends Array<T> {
  // Mapped and sliced tuples are ordinary arrays.
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  static fromItems<T>(items: readonly T[]): Tuple<T> {
    const tuple = new Tuple<T>()
    for (const item of items) tuple.push(item)
    return tuple
  }
}

/** The names that a tuple prints its items with; a symbol, which no template can read. */
export const tupleNames = Symbol('djust.tupleNames')

/** A tuple whose items have names: a group of regroup. */
export abstract class NamedTuple extends Tuple {
  abstract get [tupleNames](): { readonly type: string; readonly fields: readonly string[] }
}
