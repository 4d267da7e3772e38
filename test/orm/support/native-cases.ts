import { raw } from '@mikro-orm/core'
import type { DatabaseName } from '../../../conformance/databases.ts'
import { Author, Book, Review } from './library.ts'

/** How a page gets the rows of a call: see docs/native-calls.md. */
export type Way = 'translated' | 'inside' | 'by key' | 'native'

/** A condition of MikroORM, and the way of its rows; databases that are not named may run it in their own way, or refuse it. */
export interface WhereCase {
  readonly entity: typeof Book | typeof Author | typeof Review
  readonly where: () => object
  readonly way: Way
  /** The way of the rows that a limit leaves, where that is another. */
  readonly limited?: Way
  readonly on?: readonly DatabaseName[]
}

const postgres = ['pglite', 'postgres'] as const

function all(way: Way, entity: WhereCase['entity'], wheres: readonly (() => object)[], on?: readonly DatabaseName[]): WhereCase[] {
  return wheres.map((where) => ({ entity, where, way, ...(on && { on }) }))
}

/** Conditions that join a to-many relation: MikroORM has a way of its own to cut off rows that repeat. */
function joining(way: Way, entity: WhereCase['entity'], wheres: readonly (() => object)[]): WhereCase[] {
  return all(way, entity, wheres).map((one) => ({ ...one, limited: 'by key' }))
}

/** Every operator, on every kind of property. */
export const whereCases: readonly WhereCase[] = [
  ...all('translated', Book, [
    () => ({ code: 'ab' }),
    () => ({ code: { $eq: 'AB' } }),
    () => ({ code: { $ne: 'ab' } }),
    () => ({ code: null }),
    () => ({ code: { $ne: null } }),
    () => ({ code: { $in: ['ab', 'zz'] } }),
    () => ({ code: ['äb', 'Éa', 'a%b'] }),
    () => ({ code: { $nin: ['ab', 'zz'] } }),
    () => ({ code: { $nin: [] } }),
    () => ({ code: { $in: [] } }),
    () => ({ code: { $gt: 'ab' } }),
    () => ({ code: { $gte: 'Ab' } }),
    () => ({ code: { $lt: 'b' } }),
    () => ({ code: { $lte: 'a%b' } }),
    () => ({ code: { $gt: 'A', $lt: 'z' } }),
    () => ({ $not: { code: { $gt: 'ab' } } }),
    () => ({ $not: { code: { $in: ['ab', 'Zz'] } } }),
    () => ({ genre: 'essay' }),
    () => ({ genre: { $in: ['novel', 'Atlas'] } }),
    () => ({ genre: { $gt: 'essay' } }),
    () => ({ genre: { $ne: 'novel' } }),
    () => ({ $or: [{ code: { $gt: 'Z' } }, { $and: [{ genre: 'novel' }, { year: { $gte: 1900 } }] }] }),
    () => ({ year: { $exists: true } }),
    () => ({ year: { $exists: false } }),
    () => ({ published: false }),
    () => ({ soldAt: { $gte: new Date(Date.UTC(2020, 5, 7)) } }),
    () => ({ soldAt: new Date(Date.UTC(2020, 1, 2)) }),
    () => ({ author: { name: { $gt: 'author 2' } } }),
    () => ({ publisher: { name: { $lt: 'b' } } }),
    () => ({ publisher: { name: { $ne: 'ACE' } } }),
    () => ({ $not: { publisher: { name: 'ace' } } }),
    () => ({ publisher: { name: { $nin: [] } } }),
    () => ({ publisher: { $and: [{ name: null }, {}] } }),
    () => ({ reviews: { $some: { text: { $gt: 'Text 5' } } } }),
    () => ({ reviews: { $none: { text: 'Text 3' } } }),
    () => ({ tags: { $every: { name: { $lt: 'tag3' } } } }),
  ]),
  ...all('translated', Author, [() => ({ mentor: { books: { $some: { code: { $gte: 'z' } } } } })]),
  ...joining('translated', Book, [() => ({ reviews: { text: 'text 3' } }), () => ({ tags: { name: ['tag1', 'TAG2'] } })]),
  ...joining('translated', Author, [() => ({ books: { code: 'zz' } })]),
  ...joining('inside', Book, [
    () => ({ reviews: { text: { $like: '%3' } } }),
    () => ({ $not: { reviews: { stars: 3 } } }),
    () => ({ $and: [{ reviews: { stars: 3 } }, { reviews: { text: 'Text 3' } }] }),
  ]),
  ...all('translated', Review, [() => ({ book: { author: { name: 'AUTHOR 2' }, publisher: { name: 'Tor' } } })]),
  ...all('inside', Book, [
    () => ({ code: { $like: 'a%' } }),
    () => ({ code: { $like: 'a\\%b' } }),
    () => ({ $not: { code: { $like: '%b' } } }),
    () => ({ publisher: { name: { $like: 'a%' } } }),
    () => ({ reviews: { $some: { text: { $like: '%3' } } } }),
    () => ({ reviews: { $size: 2 } }),
    () => ({ reviews: { $size: { $gt: 1 } } }),
    () => ({ tags: { $size: { $lte: 1 } } }),
    () => ({ price: '7.50' }),
    () => ({ price: { $gt: '9.50' } }),
    () => ({ price: { $in: ['7.50', '9.50'] } }),
    () => ({ reviews: { $some: { stars: null } } }),
    () => ({ reviews: { $some: {} } }),
    () => ({ reviews: { $none: {} } }),
    () => ({ size: { pages: { $gt: 100 } } }),
    () => ({ size: { pages: null, paper: 'A5' } }),
    () => ({ $not: { size: { paper: 'a4' } } }),
    () => ({ cover: { paper: 'A5' } }),
    () => ({ cover: null }),
    () => ({ meta: { lang: 'de' } }),
    () => ({ meta: { rank: { $gte: 3 } } }),
    () => ({ meta: { in: { shelf: 's1' } } }),
    () => ({ meta: { lang: null } }),
    () => ({ meta: null }),
    () => ({ meta: { lang: { $in: ['de', 'En'] } } }),
    () => ({ meta: { rank: [1, 2] } }),
    () => ({ $or: [{ year: 1900 }, {}] }),
    () => ({ $or: [{ year: 1900 }, { $and: [{}] }] }),
    () => ({ meta: { lang: { $ne: 'de' } } }),
    () => ({ age: { $gt: 90 } }),
    () => ({ age: null }),
    () => ({ labels: null }),
    () => ({ [raw('lower(code)')]: 'ab' }),
    () => ({ [raw('year + ?', [5])]: { $gt: 1900 } }),
    () => ({ id: { $gt: raw('? + 3', [4]) } }),
    () => ({ $and: [{ [raw('year % ?', [2])]: 0 }, { code: { $ne: 'ab' } }] }),
  ]),
  ...all(
    'inside',
    Book,
    [
      () => ({ code: { $ilike: 'A%' } }),
      () => ({ code: { $re: '^a' } }),
      () => ({ $not: { code: { $re: '^[a-z]' } } }),
      () => ({ title: { $fulltext: '7' } }),
      () => ({ labels: { $contains: ['x', 'y'] } }),
      () => ({ labels: { $contained: ['x', 'y'] } }),
      () => ({ labels: { $overlap: ['y', 'z'] } }),
      () => ({ meta: { $hasKey: 'lang' } }),
      () => ({ meta: { $hasSomeKeys: ['lang', 'none'] } }),
      () => ({ meta: { $hasKeys: ['lang', 'rank'] } }),
    ],
    postgres,
  ),
  ...all('inside', Book, [() => ({ code: { $re: '^a' } })], ['mariadb']),
  // PostgreSQL has no operator for text and a number.
  ...all('inside', Book, [() => ({ cover: { pages: { $gt: 10 } } })], ['sqlite', 'mariadb']),
  ...all('inside', Book, [() => ({ [raw('year / ?', [7])]: 271 }), () => ({ year: { $gt: 1900.5 } })]),
]

/** An option, and the way of the rows with it. */
export interface OptionsCase {
  readonly options: () => object
  readonly way: Way
  readonly where?: object
  readonly on?: readonly DatabaseName[]
}

export const optionsCases: readonly OptionsCase[] = [
  ...[
    () => ({ orderBy: { code: 'asc', id: 'asc' } }),
    () => ({ orderBy: { code: 'desc', id: 'desc' } }),
    () => ({ orderBy: [{ genre: 'asc' }, { code: 'desc' }, { id: 'asc' }] }),
    () => ({ orderBy: { year: -1, id: 1 } }),
    () => ({ orderBy: { title: 'asc', id: 'asc' }, limit: 7, offset: 3 }),
    () => ({ orderBy: { price: 'desc', id: 'asc' } }),
    () => ({ orderBy: { soldAt: 'asc', id: 'asc' }, limit: 20 }),
    () => ({ orderBy: { published: 'desc', id: 'asc' } }),
    () => ({ orderBy: { publisher: { name: 'asc' }, id: 'asc' } }),
    () => ({ orderBy: { publisher: { city: 'desc' }, author: { name: 'asc' }, id: 'desc' } }),
    () => ({ orderBy: { author: { mentor: { name: 'asc' } }, id: 'asc' } }),
    () => ({ orderBy: { publisher: 'asc', id: 'asc' } }),
    () => ({ orderBy: { author: 'desc', id: 'asc' } }),
    () => ({ orderBy: { age: 'desc', id: 'asc' } }),
    () => ({ orderBy: { size: { paper: 'asc' }, id: 'asc' } }),
    () => ({ orderBy: { id: 'asc' }, limit: 5, offset: 38 }),
    () => ({ orderBy: { id: 'asc' }, populate: ['author', 'reviews.book'] }),
    () => ({ orderBy: { id: 'asc' }, fields: ['title', 'code', 'author.name'] }),
    () => ({ orderBy: { id: 'asc' }, strategy: 'select-in', refresh: true, disableIdentityMap: true }),
  ].map((options): OptionsCase => ({ options, way: 'translated' })),
  ...[
    () => ({ orderBy: { code: 'asc nulls last', id: 'asc' } }),
    () => ({ orderBy: { code: 'desc nulls first', id: 'asc' } }),
    () => ({ orderBy: { publisher: { name: 'ASC NULLS FIRST' }, id: 'asc' } }),
  ].map((options): OptionsCase => ({ options, way: 'translated' })),
  { options: () => ({ orderBy: { code: 'asc', id: 'asc' }, limit: 4, offset: 1 }), where: { code: { $like: '%b' } }, way: 'inside' },
  { options: () => ({ orderBy: { code: 'asc', id: 'asc' }, limit: 4, offset: 1 }), where: { reviews: { $size: 2 } }, way: 'inside' },
  { options: () => ({ orderBy: [{ [raw('lower(code)')]: 'desc' }, { id: 'asc' }] }), way: 'by key' },
  { options: () => ({ orderBy: { meta: { rank: 'desc' }, id: 'asc' } }), way: 'by key' },
  { options: () => ({ orderBy: { cover: { pages: 'asc' }, id: 'asc' } }), way: 'by key' },
  { options: () => ({ orderBy: [{ meta: { rank: 'desc' } }, { id: 'asc' }] }), way: 'by key' },
  { options: () => ({ orderBy: { reviews: { id: 'desc' }, id: 'asc' } }), way: 'by key' },
  { options: () => ({ orderBy: { reviews: { id: 'desc' }, id: 'asc' }, populate: ['reviews'] }), way: 'native' },
  { options: () => ({ orderBy: { id: 'asc' }, flushMode: 'always' }), way: 'by key' },
  { options: () => ({ orderBy: { id: 'asc' }, exclude: ['title'] }), way: 'translated' },
  { options: () => ({ orderBy: { id: 'asc' }, filters: { inPrint: true } }), way: 'translated' },
  { options: () => ({ orderBy: { id: 'asc' }, filters: false }), way: 'translated' },
  { options: () => ({ orderBy: { id: 'asc' }, populate: ['reviews'], populateWhere: { reviews: { stars: 3 } } }), way: 'native' },
  { options: () => ({ orderBy: { id: 'asc' }, populate: ['*'] }), way: 'native' },
]
