import { count, max } from '../../../src/query/aggregates.ts'
import { Prefetch } from '../../../src/query/row-query.ts'
import type { EntityClass } from '../../../src/schema/schema.ts'
import type { Random } from './random.ts'
import { type Side, sidesOf, type TenantModel } from './tenant-world.ts'

/** A query of a model, to be made for the classes of either database. */
export interface TenantQuery {
  readonly model: string
  readonly steps: readonly (readonly [method: string, ...args: unknown[]])[]
  /** The query of a list. */
  readonly prefetch?: { readonly path: string; readonly query: TenantQuery }
}

export interface TenantPage {
  readonly template: string
  readonly query: TenantQuery
  /** In pieces, as plain objects of these paths, or of entities that have these relations. */
  readonly as: 'page' | 'pieces' | 'plain' | 'entities' | 'native' | 'options'
  readonly paths: readonly string[]
  /** Of a native call for the rows of a tenant. */
  readonly options?: (tenant: number) => object
}

export function tenantPage(random: Random, models: readonly TenantModel[]): TenantPage {
  const model = random.pick(models).name
  const as = random.pick(['page', 'page', 'page', 'pieces', 'plain', 'entities', 'native', 'options', 'options', 'values'] as const)
  if (as === 'values') return valuesPage(random, models, model)
  if (as === 'options') return optionsPage(random, models, model)
  if (as === 'entities' || as === 'native') {
    // MikroORM 7.2 loses raw SQL of a filter where it populates several relations by one statement.
    const isRaw = models.some(({ filter }) => filter === 'raw')
    const paths = isRaw ? [] : random.some(sidesOf(models, model).map(({ name }) => name))
    const inner = body(random, models, model, 'x', 2)
    return {
      template: `{% for x in rows %}${inner};{% endfor %}{{ rows|length }}`,
      query: { model, steps: [['orderBy', 'id']] },
      as,
      paths,
    }
  }
  const query = randomQuery(random, models, model)
  const inner = body(random, models, model, 'x', 2)
  const extra = query.steps.some(([method]) => method === 'annotate') ? '[{{ x.made }}|{{ x.most }}]' : ''
  const template = random.pick([
    `{% for x in rows %}${inner}${extra};{% endfor %}`,
    `{% if rows %}some{% endif %}{{ rows|length }}{% for x in rows %}${inner}{% endfor %}`,
    `{{ rows.count }}{% with x=rows.first %}${inner}{% endwith %}`,
    `{{ rows|length }}{% if rows %}+{% endif %}`,
    `{% for x in rows|slice:":2" %}${inner}{% endfor %}{{ rows|length }}`,
    `{% regroup rows by amount as groups %}{% for g in groups %}{{ g.grouper }}{% for x in g.list %}${inner}{% endfor %}{% endfor %}`,
  ])
  // What was sent can't be begun again where a member turns out to read more.
  const foreseen = as === 'pieces' ? template.replaceAll('.hazy', '.summary') : template
  return { template: foreseen, query, as, paths: as === 'plain' ? randomPaths(random, models, model) : [] }
}

/** A call of MikroORM with options that djust's own query has not: filters, conditions, orders and columns of its own. */
function optionsPage(random: Random, models: readonly TenantModel[], model: string): TenantPage {
  const sides = sidesOf(models, model)
  const side = random.pick(sides.length > 0 ? sides : [{ name: 'owner', target: model, many: false }])
  const list = sides.find(({ many }) => many)
  // One that goes on through relations would also be met by rows that filters hide, as in MikroORM's other conditions.
  const about = random.pick([{ amount: { $gte: 1 } }, { id: { $gt: 0 } }, { name: { $ne: 'T1-a' } }])
  // A row that the call gives is one to MikroORM, also where a condition leaves it out of a relation.
  const leadsAway = side.many || side.target !== model
  // MikroORM gives lists in the order in which the database finds their rows.
  const ordered = side.many ? { populateOrderBy: { [side.name]: { id: 'asc' } } } : {}
  const excluded = random.pick(['name', 'amount', 'tenant', `${side.name}.name`])
  const given = random.pick<TenantPage['options'] & object>([
    () => ({ filters: {} }),
    () => ({ filters: ['tenant'] }),
    (tenant) => ({ filters: { tenant: { tenant } } }),
    // What MikroORM keeps of rows that lead to each other in circles has no end, unless djust loads the relations.
    (tenant) => (tenant === 0 ? {} : { cache: 1 }),
    () => ({ exclude: [excluded] }),
    () => (leadsAway ? { populateWhere: { [side.name]: about }, ...ordered } : {}),
    () => (leadsAway ? { populateFilter: { [side.name]: about }, ...ordered } : {}),
    () => (list ? { populateOrderBy: { [list.name]: { id: 'desc' } } } : { populateWhere: 'all' }),
    () => (list ? { orderBy: [{ id: 'asc' }, { [list.name]: { id: 'desc' } }], populate: [list.name] } : { populateWhere: 'infer' }),
  ])
  const strategy = random.chance(40) ? { strategy: random.pick(['balanced', 'select-in', 'joined']) } : {}
  const populate = random.chance(30) ? { populate: [side.name] } : {}
  const inner = body(random, models, model, 'x', 2)
  return {
    template: `{% for x in rows %}${inner}{{ x.${side.name} }};{% endfor %}{{ rows|length }}`,
    query: { model, steps: [['orderBy', 'id']] },
    as: 'options',
    paths: [],
    options: (tenant) => ({ orderBy: { id: 'asc' }, ...strategy, ...populate, ...given(tenant) }),
  }
}

function randomPaths(random: Random, models: readonly TenantModel[], model: string): string[] {
  const sides = sidesOf(models, model)
  const deeper = sides.flatMap(({ name, target }) => [
    name,
    `${name}.name`,
    ...sidesOf(models, target).map((side) => `${name}.${side.name}.name`),
  ])
  return ['name', 'summary', ...random.some(deeper, 25)]
}

/** Rows of values, with those of to-one relations and numbers of lists. */
function valuesPage(random: Random, models: readonly TenantModel[], model: string): TenantPage {
  const sides = sidesOf(models, model)
  const ones = sides.filter(({ many }) => !many).flatMap(({ name }) => [`${name}.name`, `${name}.amount`, `${name}.id`])
  const paths = ['name', ...random.some(ones, 60)]
  const query = randomQuery(random, models, model)
  const list = sides.find(({ many }) => many)
  const total = list && random.chance(50) ? [['annotate', { total: count(list.name as never) }] as const] : []
  const order = ['orderBy', ...paths, ...(total.length > 0 ? ['total'] : [])] as const
  const steps = [
    ...query.steps.filter(([method]) => method !== 'orderBy' && method !== 'slice'),
    ['values', ...paths] as const,
    ...total,
    order,
  ]
  const shown = [...paths, ...(total.length > 0 ? ['total'] : [])].map((path) => `{{ x.${path} }}`).join(' ')
  return { template: `{% for x in rows %}${shown};{% endfor %}{{ rows|length }}`, query: { ...query, steps }, as: 'page', paths: [] }
}

function body(random: Random, models: readonly TenantModel[], model: string, name: string, depth: number): string {
  const sides = sidesOf(models, model)
  return random
    .times(2, 4, () => {
      const side = random.pick(sides.length > 0 ? sides : [{ name: 'amount', target: model, many: false }])
      return side.name === 'amount' ? `{{ ${name}.amount }}` : piece(random, models, side, name, depth)
    })
    .join(' ')
}

function piece(random: Random, models: readonly TenantModel[], side: Side, name: string, depth: number): string {
  const path = `${name}.${side.name}`
  const inside = (variable: string): string =>
    depth > 0 ? body(random, models, side.target, variable, depth - 1) : `{{ ${variable}.name }}`
  const shared = [
    `{{ ${name}.name }}`,
    `{{ ${name}.summary }}`,
    `{{ ${name}.hazy }}`,
    `{{ ${name} }}`,
    `{% if ${path} %}yes{% else %}no{% endif %}`,
  ]
  if (!side.many) {
    return random.pick([
      ...shared,
      `{{ ${path}.name }}`,
      `{{ ${path}.id }}`,
      `{{ ${path}.pk }}`,
      `{{ ${path} }}`,
      `{{ ${path}.amount }}`,
      `{{ ${path}.summary }}`,
      `{% with w${depth}=${path} %}{% if w${depth} %}${inside(`w${depth}`)}{% endif %}{% endwith %}`,
    ])
  }
  return random.pick([
    ...shared,
    `{{ ${path}|length }}`,
    `{{ ${path}.count }}`,
    `{{ ${path}.exists }}`,
    `{{ ${path}.first.name }}`,
    `{{ ${path}.last.name }}`,
    `{{ ${path}.0.amount }}`,
    `{% for w${depth} in ${path} %}${inside(`w${depth}`)},{% empty %}none{% endfor %}`,
    `{% for w${depth} in ${path}|slice:":2" %}${inside(`w${depth}`)},{% endfor %}`,
    `{% for w${depth} in ${path}|dictsort:"name" %}{{ w${depth}.name }}{% endfor %}`,
    `{{ ${path}|first|default:"-" }}`,
  ])
}

function randomQuery(random: Random, models: readonly TenantModel[], model: string, inside = false): TenantQuery {
  const sides = sidesOf(models, model)
  const steps: TenantQuery['steps'][number][] = []
  const side = random.pick(sides.length > 0 ? sides : [undefined])
  if (side && random.chance(50))
    steps.push([random.pick(['filter', 'filter', 'exclude']), { [side.name]: conditionOn(random, models, side) }])
  if (random.chance(15)) steps.push(['filter', { amount: { gte: random.int(0, 2) } }])
  const annotated = sides.find(({ many }) => many)
  if (annotated && random.chance(30)) {
    steps.push(['annotate', { made: count(annotated.name as never), most: max(`${annotated.name}.amount` as never) }])
    if (random.chance(50)) steps.push(['filter', { made: { gt: 0 } }])
  }
  const one = sides.find(({ many }) => !many)
  steps.push([
    'orderBy',
    ...(one && random.chance(50) ? [`${random.pick(['', '-'])}${one.name}.${random.pick(['name', 'amount', 'id'])}`] : []),
    'id',
  ])
  if (random.chance(25)) steps.push(['slice', random.int(0, 1), random.int(2, 4)])
  if (!annotated || inside || random.chance(70)) return { model, steps }
  return { model, steps, prefetch: { path: annotated.name, query: randomQuery(random, models, annotated.target, true) } }
}

function conditionOn(random: Random, models: readonly TenantModel[], side: Side): unknown {
  const deeper = sidesOf(models, side.target)
  return random.choose<unknown>([
    [3, () => ({ name: { contains: random.pick(['a', 'b', 'T2']) } })],
    [2, () => ({ amount: { gte: random.int(0, 3) } })],
    [2, () => ({ isNull: random.chance(50) })],
    [2, () => ({ id: random.int(1, 5) })],
    [1, () => ({ id: { in: [1, 2, 3] } })],
    [1, () => null],
    [2, () => (deeper.length > 0 ? { [random.pick(deeper).name]: { name: { endsWith: 'a' } } } : undefined)],
  ])
}

export function buildQuery({ model, steps, prefetch }: TenantQuery, classes: ReadonlyMap<string, EntityClass>): object {
  let query = (classes.get(model) as unknown as { objects: { all(): object } }).objects.all()
  const run = (method: string, ...args: unknown[]): void => {
    query = (query as Record<string, (...args: unknown[]) => object>)[method]!(...args)
  }
  if (prefetch) run('prefetchRelated', new Prefetch(prefetch.path, buildQuery(prefetch.query, classes)))
  for (const [method, ...args] of steps) run(method, ...args)
  return query
}
