type Where = Readonly<Record<string, unknown>>

/** Numbers from 0 to 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** A random condition on books, through relations, negated and nested. */
export function condition(random: () => number, depth: number): Where {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const integer = (name: string, from: number, step: number): Where => {
    const value = () => from + step * Math.floor(random() * 8)
    return pick<() => Where>([
      () => ({ [name]: value() }),
      () => ({ [name]: null }),
      () => ({ [name]: { $ne: pick([value(), null]) } }),
      () => ({ [name]: { [pick(['$gt', '$gte', '$lt', '$lte'])]: value() } }),
      () => ({ [name]: { [pick(['$in', '$nin'])]: [value(), value()] } }),
      () => ({ [name]: { $gte: value(), $lte: value() } }),
    ])()
  }
  const text = (name: string, values: readonly string[]): Where =>
    pick<() => Where>([
      () => ({ [name]: pick(values) }),
      () => ({ [name]: { $ne: pick(values) } }),
      () => ({ [name]: null }),
      () => ({ [name]: { $like: '%1' } }),
      () => ({ [name]: { [pick(['$gt', '$gte', '$lt', '$lte'])]: pick(values) } }),
      () => ({ [name]: { [pick(['$in', '$nin'])]: [pick(values), pick(values)] } }),
    ])()
  const leaves: (() => Where)[] = [
    () => integer('year', 1880, 5),
    () => text('title', ['Book 1', 'Book 7', 'Book 21']),
    () => text('code', ['ab', 'AB', 'äb', 'zz', 'a%b', '_b', 'Éa']),
    () => ({ published: pick([true, false, null]) }),
    () => ({
      author: pick<unknown>([
        3,
        [1, 4],
        { $nin: [2] },
        integer('born', 1900, 1),
        { mentor: pick<unknown>([null, integer('born', 1900, 1)]) },
      ]),
    }),
    () => ({
      publisher: pick<unknown>([
        null,
        1,
        { $ne: 2 },
        text('name', ['Ace', 'Tor']),
        { $or: [text('city', ['Rome']), text('name', ['Tor'])] },
      ]),
    }),
    () => ({ reviews: { [pick(['$some', '$none', '$every'])]: integer('stars', 0, 1) } }),
    () => ({ tags: { [pick(['$some', '$none', '$every'])]: text('name', ['tag1', 'tag2']) } }),
    () => ({ reviews: integer('stars', 0, 1) }),
  ]
  if (depth === 0) return pick(leaves)()
  return pick<() => Where>([
    ...leaves,
    () => ({ $and: [condition(random, depth - 1), condition(random, depth - 1)] }),
    () => ({ $or: [condition(random, depth - 1), condition(random, depth - 1)] }),
    () => ({ $not: condition(random, depth - 1) }),
    () => ({ ...pick(leaves)(), ...pick(leaves)() }),
  ])()
}
