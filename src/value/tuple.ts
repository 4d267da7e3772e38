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
