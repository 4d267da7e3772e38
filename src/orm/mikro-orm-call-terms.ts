import { PopulateHint } from '@mikro-orm/core'
import type { CallTerms } from '../query/native-call.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import { targetOf } from '../query/target-of.ts'
import type { Model } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'
import { leadsToMany } from './mikro-orm-call-relations.ts'

type Options = Readonly<Record<string, unknown>>

/** Options that say something of relations: by objects of conditions or orders, or by paths. */
const ofRelations = ['populateWhere', 'populateFilter', 'populateOrderBy', 'populateHints', 'orderBy'] as const
/** Of these only what they say of lists: a to-one relation has no order. */
const ofLists: ReadonlySet<string> = new Set(['populateOrderBy', 'orderBy'])

/** What a call's options say of relations and fields, by dotted paths from its rows. */
export class OptionTerms implements CallTerms {
  /** Relations that options say more of than that they are loaded, each with those that lead to it. */
  readonly given: ReadonlySet<string>
  readonly #excluded: readonly string[]
  readonly #trusted: boolean

  /** `trusted`: whether what else the call loads is right. */
  constructor(model: Model, where: unknown, options: Options, schema: OrmAdapter['schema'], trusted: boolean) {
    const { exclude } = options
    this.#excluded = Array.isArray(exclude) ? exclude.filter((path): path is string => typeof path === 'string') : []
    this.#trusted = trusted
    const given = this.#excluded.map((path) => path.split('.').slice(0, -1).join('.'))
    for (const name of ofRelations) {
      const paths = relationsIn(model, sayingOf(name, options[name], where), schema)
      given.push(...(ofLists.has(name) ? paths.filter((path) => leadsToMany(model, path.split('.'), schema)) : paths))
    }
    this.given = new Set(given.flatMap(leadingTo))
  }

  relation(path: string): 'given' | 'loaded' | 'either' {
    if (this.given.has(path) || this.excludes(path)) return 'given'
    return this.#trusted ? 'either' : 'loaded'
  }

  excludes(path: string): boolean {
    return this.#excluded.some((excluded) => path === excluded || path.startsWith(`${excluded}.`))
  }
}

function sayingOf(name: (typeof ofRelations)[number], value: unknown, where: unknown): unknown {
  if (name !== 'populateWhere') return value
  // Lists have just the rows that the condition is about.
  return value === 'infer' || value === PopulateHint.INFER ? where : value
}

function relationsIn(model: Model, value: unknown, schema: OrmAdapter['schema'], prefix = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => relationsIn(model, item, schema, prefix))
  if (!isPlainObject(value)) return []
  return Object.entries(value).flatMap(([path, inner]) => {
    const [name = '', ...rest] = path.split('.')
    const relation = model.relations.get(name)
    if (!relation) return relationsIn(model, inner, schema, prefix)
    const below = rest.length > 0 ? { [rest.join('.')]: inner } : inner
    return [...(relation.embedded ? [] : [prefix + name]), ...relationsIn(targetOf(schema, relation), below, schema, `${prefix}${name}.`)]
  })
}

function leadingTo(path: string): string[] {
  const names = path === '' ? [] : path.split('.')
  return names.map((_, i) => names.slice(0, i + 1).join('.'))
}
