import type { Random } from './random.ts'
import type { RandomModel, RandomModels, ResultType, Side } from './random-world.ts'

/** An expression that is a row (or null, or undefined), as JavaScript. */
export interface Row {
  readonly js: string
  readonly model: RandomModel
  readonly maybe: boolean
}

/** An expression that can be iterated: a relation or an array of rows. */
export interface Rows {
  readonly js: string
  readonly model: RandomModel
  /** Whether it certainly is a relation's own list, which has MikroORM's and Django's words. */
  readonly isRelation: boolean
}

export interface Body {
  readonly js: string
  readonly result: ResultType
}

/** Pieces of JavaScript about the rows of a model, from which members are made. They remember the fields that they read. */
export class MemberParts {
  readonly reads = new Set<string>()
  readonly self: Row
  readonly random: Random
  readonly models: RandomModels
  names = 0

  constructor(random: Random, models: RandomModels, model: RandomModel) {
    this.random = random
    this.models = models
    this.self = { js: 'this', model, maybe: false }
  }

  /** A value as text that is the same wherever it comes from. */
  text(row: Row): string {
    const parts = this.random.times(1, 3, () => this.value(row))
    return parts.length === 1 ? parts[0]! : `\`${parts.map((part) => `\${${part}}`).join(this.random.pick([' ', '-', '/']))}\``
  }

  /** A scalar of a row: a field, or one of a related row, or what a member gives. */
  value(row: Row): string {
    return this.random.choose<string>([
      [5, () => this.field(row)],
      [2, () => this.relatedRow(row, (related) => this.field(related))],
      [1, () => this.member(row, 'scalar', ({ js }) => `String(${js})`)],
      [1, () => this.relation(row, true, (list) => `${optional(row)}${list.name}${row.maybe ? '?' : ''}.length`)],
    ])!
  }

  field({ js, model, maybe }: Row): string {
    const name = this.random.pick(Object.keys(model.fields))
    this.reads.add(`${model.name}.${name}`)
    const field = model.fields[name]!
    const read = maybe ? `${js}?.${name}` : this.random.chance(10) ? `${js}['${name}']` : `${js}.${name}`
    switch (field.type) {
      case 'datetime':
        return `${read}${field.nullable || maybe ? '?' : ''}.toISOString()`
      case 'json':
        return this.random.chance(50) ? `JSON.stringify(${read})` : `(${read}?.key ?? '-')`
      case 'string':
      case 'text':
        return this.random.pick([read, `(${read} ?? '').toUpperCase()`, `(${read} || 'none')`])
      case 'integer':
        return this.random.pick([read, `(${read} ?? 0) + 1`, `(${read} > 1 ? 'many' : 'few')`])
      default:
        return `String(${read} ?? '')`
    }
  }

  /** A row reached over one or two to-one relations or a member that gives one. */
  relatedRow<T>(row: Row, use: (related: Row) => T | undefined): T | undefined {
    const once = (from: Row): Row | undefined =>
      this.random.choose<Row>([
        [
          5,
          () =>
            this.relation(from, false, (side) => ({
              js: `${optional(from)}${side.name}`,
              model: this.target(side),
              maybe: from.maybe || side.nullable,
            })),
        ],
        [1, () => this.member(from, 'entity', ({ js, result }) => ({ js, model: this.model(result), maybe: true }))],
        [
          1,
          () =>
            this.relation(from, true, (side) => ({
              js: `${optional(from)}${side.name}${from.maybe ? '?.' : ''}[${this.random.int(0, 1)}]`,
              model: this.target(side),
              maybe: true,
            })),
        ],
      ])
    const first = once(row)
    if (!first) return undefined
    return use((this.random.chance(30) && once(first)) || first)
  }

  listBody<T>(use: (rows: Rows) => T | undefined): T | undefined {
    const { self } = this
    return this.random.choose<T>([
      [4, () => this.relation(self, true, (side) => use({ js: `this.${side.name}`, model: this.target(side), isRelation: true }))],
      [
        2,
        () =>
          this.relatedRow(self, (row) =>
            this.relation(row, true, (side) =>
              use({ js: `(${optional(row)}${side.name} ?? [])`, model: this.target(side), isRelation: false }),
            ),
          ),
      ],
      [2, () => this.member(self, 'array', ({ js, result }) => use({ js, model: this.model(result), isRelation: false }))],
      [1, () => this.member(self, 'list', ({ js, result }) => use({ js, model: this.model(result), isRelation: true }))],
    ])
  }

  test(row: Row): string {
    return this.random.choose<string>([
      [2, () => `${this.text(row)} > 'b'`],
      [2, () => `${this.text(row)} === 'Ada'`],
      [2, () => this.relation(row, false, (side) => `${optional(row)}${side.name}`)],
      [1, () => this.relation(row, false, (side) => `!${optional(row)}${side.name}`)],
      [1, () => this.relation(row, false, (side) => `${optional(row)}${side.name} != null && ${this.text(row)}`)],
      [1, () => this.relation(row, true, (side) => `${optional(row)}${side.name}${row.maybe ? '?' : ''}.length > 1`)],
    ])!
  }

  order(model: RandomModel): string {
    const name = this.random.pick(
      Object.keys(model.fields).filter((field) => ['string', 'text', 'integer', 'date'].includes(model.fields[field]!.type)),
    )
    const read = this.read(model, name)
    return `String(a${read}) < String(b${read}) ? -1 : String(a${read}) > String(b${read}) ? 1 : 0`
  }

  relation<T>({ model }: Row, many: boolean, use: (side: Side) => T): T | undefined {
    const sides = model.sides.filter((side) => side.many === many)
    return sides.length > 0 ? use(this.random.pick(sides)) : undefined
  }

  member<T>(row: Row, kind: ResultType['kind'], use: (member: { js: string; result: ResultType }) => T): T | undefined {
    const fitting = row.model.members.filter((member) => member.result.kind === kind)
    if (fitting.length === 0 || (row.maybe && kind !== 'scalar')) return undefined
    const { name, kind: how, result, reads } = this.random.pick(fitting)
    for (const read of reads) this.reads.add(read)
    return use({ js: `${optional(row)}${name}${how === 'method' ? '()' : ''}`, result })
  }

  element(rows: Rows): Row {
    return { js: `x${this.names++}`, model: rows.model, maybe: false }
  }

  target(side: Side): RandomModel {
    return this.models.get(side.target)!
  }

  model(result: ResultType): RandomModel {
    return this.models.get((result as { model: string }).model)!
  }

  /** Where position and row can't be told from each other, the row may be printed. */
  readText(model: RandomModel): string {
    for (const { name, reads } of model.members) if (name === 'toString') for (const read of reads) this.reads.add(read)
    return ''
  }

  /** `.field`, remembered. */
  read(model: RandomModel, field: string): string {
    this.reads.add(`${model.name}.${field}`)
    return `.${field}`
  }
}

function optional({ js, maybe }: Row): string {
  return `${js}${maybe ? '?' : ''}.`
}

export function scalar(js: string): Body {
  return { js, result: { kind: 'scalar' } }
}

export function entity({ model }: Row): ResultType {
  return { kind: 'entity', model: model.name }
}
