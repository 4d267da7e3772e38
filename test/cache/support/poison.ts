import { fc } from '../../support/properties.ts'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Names that a plan could do harm with: of other tables, hidden columns, other relations, and none at all. */
const names = [
  'id',
  'title',
  'pages',
  'subtitle',
  'email',
  'password',
  'books',
  'author',
  'Author',
  'Book',
  'users',
  'label',
  'constructor',
  '__proto__',
]

const values: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(...names),
  fc.constantFrom<Json>(null, true, false, 'all', 'join', 'key', 'levels', '', [], {}),
  fc.constantFrom<Json>(0, 1, 2, -1, 0.5, 999, 2 ** 31, 2 ** 53, Number.MAX_VALUE, -0),
  fc.constant<Json>(Array.from({ length: 20_000 }, () => 'title')),
  fc.constant<Json>('x'.repeat(100_000)),
  fc.nat(3000).map(nested),
)

/** What books and authors have, each with something that pages can't read or that is no part of it. */
const parts = {
  Book: { fields: ['id', 'title', 'pages', 'subtitle'], wrong: ['password', 'author', 'name'], members: ['label'] },
  Author: { fields: ['id', 'name', 'email'], wrong: ['password', 'books', 'title'], members: [] },
}

/** Plans that these models could have, cycles among them, wrong in a few parts. */
const grown: fc.Arbitrary<Json> = fc.gen().map((gen) => {
  const nodes: { [name: string]: Json }[] = []
  const isWrong = (): boolean => gen(fc.nat, 60) === 0
  const list = (model: keyof typeof parts): { [name: string]: Json } => {
    const head = gen(fc.constantFrom, 'all' as const, 0, 1, 3)
    const tail = head === 'all' ? 0 : gen(fc.constantFrom, 0, 2)
    const node = head !== 0 || tail !== 0 ? nodeOf(model) : null
    return { head, tail: isWrong() ? -1 : tail, count: gen(fc.boolean), exists: gen(fc.boolean), node: isWrong() ? 7 : node }
  }
  const nodeOf = (model: keyof typeof parts): number => {
    const known = nodes.flatMap((node, n) => (node['model'] === model ? [n] : []))
    if (known.length > 0 && (nodes.length > 5 || gen(fc.boolean))) return gen(fc.constantFrom, ...known)
    const { fields, members, wrong } = parts[model]
    const node: { [name: string]: Json } = { model: isWrong() ? 'User' : model }
    nodes.push(node)
    const number = nodes.length - 1
    node['fields'] = [...gen(fc.subarray, fields), ...(isWrong() ? [gen(fc.constantFrom, ...wrong)] : [])]
    node['members'] = isWrong() ? ['password'] : gen(fc.subarray, members)
    Object.assign(node, { awaited: [], annotations: isWrong() ? ['total'] : [], shared: isWrong() })
    const load = gen(fc.constantFrom, 'join', 'join', 'levels', 'key')
    node['one'] = model === 'Book' && gen(fc.boolean) ? [['author', { load, node: nodeOf('Author') }]] : []
    node['many'] = model === 'Author' && gen(fc.boolean) ? [['books', list('Book')]] : []
    return number
  }
  const root = list('Book')
  return { root, nodes }
})

type Change = (plan: Json) => void

/** One place of a plan, whatever it is, becomes something else. */
const changed: fc.Arbitrary<Change> = fc
  .tuple(fc.nat(), values, fc.constantFrom('replace', 'add', 'remove', 'rename', 'twice'), fc.constantFrom(...names))
  .map(([at, given, how, name]) => (plan: Json) => {
    // A value of its own for each place: plans are trees.
    const value = JSON.parse(JSON.stringify(given)) as Json
    const places = placesIn(plan)
    const [container, key] = places[at % places.length]!
    if (how === 'remove') Reflect.deleteProperty(container, key)
    else if (how === 'add' && Array.isArray(container)) container.push(value)
    else if (how === 'twice' && Array.isArray(container)) container.push(JSON.parse(JSON.stringify(container[Number(key)] ?? null)) as Json)
    else if (how === 'rename' && !Array.isArray(container))
      Object.defineProperty(container, name, { value: container[key] ?? null, enumerable: true, configurable: true, writable: true })
    else container[key] = value
  })

/** Plans as JSON that nobody here made; what is no change of `good` is left out. */
export function poisonedPlans(good: string): fc.Arbitrary<string> {
  const made = fc.array(changed, { minLength: 1, maxLength: 3 }).map((changes) => {
    const plan = JSON.parse(good) as Json
    for (const change of changes) change(plan)
    return JSON.stringify(plan)
  })
  /** What only the text can have. */
  const written = fc.constantFrom(
    good.replace('{', '{"__proto__":{"isAdmin":true},'),
    good.replace('"fields":', '"__proto__":{"hidden":false},"fields":'),
    good.replace('"fields":[', '"fields":["password"],"fields":['),
    good.replace(/"fields":\[[^\]]*\]/, (fields) => `${fields},"fields":["password"]`),
    good.replace('"tail":0', '"tail":NaN'),
    good.replace('"tail":0', '"tail":1e999'),
    good.replace('"tail":0', '"tail":-0'),
    good.replace('"tail":0', '"tail":0.0'),
    `${' '.repeat(1000)}${good}`,
    JSON.stringify(JSON.parse(good), null, 1),
    '['.repeat(100_000),
    `${'{"root":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  )
  return fc
    .oneof({ weight: 6, arbitrary: made }, { weight: 6, arbitrary: grown.map((plan) => JSON.stringify(plan)) }, written, fc.json())
    .filter((text) => text !== good)
}

function nested(depth: number): Json {
  let value: Json = 'title'
  for (let n = 0; n < depth; n++) value = [value]
  return value
}

function placesIn(plan: Json): [{ [name: string]: Json } & Json[], string][] {
  const places: [{ [name: string]: Json } & Json[], string][] = []
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return
    const container = value as { [name: string]: Json } & Json[]
    for (const key of Object.keys(container)) {
      places.push([container, key])
      // Not into what another change nested too deep to walk.
      if (places.length < 500) visit(container[key]!)
    }
  }
  visit(plan)
  return places.length > 0 ? places : [[plan as { [name: string]: Json } & Json[], 'root']]
}
